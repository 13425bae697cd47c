"""The script of a made-up quarter: who sits on the board, what is asked when, what people say, what the vendor decides.

Every name, question and answer was invented for this project and is in the public domain (CC0). Nothing here knows the
time or keeps a state: the same seed and the same question give the same reply, in whatever order they are put.
"""
