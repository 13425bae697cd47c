"""Who may do what, as people agreed on it: the tests hold the product against this page, not against its own table."""

from bot.access import OF_ROLE, RIGHTS, Deed, Standing, Where
from bot.domain.people import Role

AGREED = """
                   ask  see  end-others  decide  export  set-up  run-board  look-after  write-down  read-month
admin              yes  yes  yes         yes     yes     yes     yes        yes         yes         yes
board owner        yes  yes  yes         yes     no      no      yes        yes         yes         yes
product manager    yes  yes  no          yes     no      no      no         yes         yes         no
account owner      no   no   no          no      no      no      no         yes         yes         no
sponsor            no   no   no          no      no      no      no         no          no          yes
colleague          no   no   no          no      no      no      no         no          no          no
guest              no   no   no          no      no      no      no         no          no          no
customer           no   no   no          no      no      no      no         no          no          no
customer's admin   no   no   no          no      no      no      no         no          no          no
stranger           no   no   no          no      no      no      no         no          no          no
"""
"""The same in a channel of the team, in a channel with outsiders and in private, where every answer is private too.

What was entrusted to somebody (a board, a company, a board's monthly report) holds for that alone.
"""
COLUMNS = {
    "ask": Deed.ASK,
    "see": Deed.SEE,
    "end-others": Deed.ASK_FOR_OTHERS,
    "decide": Deed.DECIDE,
    "export": Deed.EXPORT,
    "set-up": Deed.SET_UP,
    "run-board": Deed.RUN_BOARD,
    "look-after": Deed.LOOK_AFTER,
    "write-down": Deed.WRITE_DOWN,
    "read-month": Deed.READ_MONTH,
}
STANDS_AS = {
    "admin": Standing.ADMIN,
    "board owner": Standing.BOARD_OWNER,
    "product manager": Standing.PRODUCT_MANAGER,
    "account owner": Standing.ACCOUNT_OWNER,
    "sponsor": Standing.SPONSOR,
    "colleague": Standing.COLLEAGUE,
    "guest": Standing.CUSTOMER,
    "customer": Standing.CUSTOMER,
    "customer's admin": Standing.CUSTOMER,
    "stranger": Standing.STRANGER,
}


def agreed() -> dict[tuple[str, Deed], bool]:
    """Each cell of the page: a role, a deed, and whether it is theirs."""
    head, *rows = [line for line in AGREED.splitlines() if line.strip()]
    found: dict[tuple[str, Deed], bool] = {}
    for row in rows:
        cells = row.split()[-len(COLUMNS) :]
        role = row[: head.index(head.split()[0])].strip()
        found |= {(role, COLUMNS[column]): cell == "yes" for column, cell in zip(head.split(), cells, strict=True)}
    return found


def granted(role: Role, where: Where = Where.DIRECT) -> frozenset[Deed]:
    """What the product's own table grants one of the staff with this role."""
    return frozenset(deed for deed in Deed if (OF_ROLE[role], deed, where) in RIGHTS)
