"""House rules as failing checks: where a file goes, how long it may be, which words it uses, what the documents say."""
