"""Say in words what became of the rows of a file, with their money.

The numbers are counted in `row_accounts.py`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ecom_platform.currencies import amount_text
from ecom_platform.ingestion.load.accounts.row_accounts import RowAccount

_OUTCOMES = {
    "live": "{} live{}",
    "repeated": "{} repeated{}",
    "superseded": "{} superseded by {}{}",
    "quarantined": "{} quarantined{}",
}


def rows_text(count: int) -> str:
    """A number of rows in words.

    >>> rows_text(1), rows_text(2000)
    ('1 row', '2,000 rows')
    """
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def worth_phrase(rows: int, unknown: int, known_amount: str | None) -> str:
    """What unreadable rows are worth, to be put behind their number; empty without any money.

    Args:
        rows: how many rows cannot be read.
        unknown: the money of how many of them cannot be read either.
        known_amount: the money of the others as text; None where there is none.

    >>> worth_phrase(3, 0, "15.00"), worth_phrase(3, 3, None)
    (', worth 15.00', ', whose money cannot be read')
    >>> worth_phrase(3, 1, "15.00")
    ', 2 of them worth 15.00 and 1 whose money cannot be read'
    """
    if unknown and unknown >= rows:
        return ", whose money cannot be read"
    if known_amount is None:
        return ""
    if not unknown:
        return f", worth {known_amount}"
    known = f"{rows - unknown:,} of them worth {known_amount}"
    return f", {known} and {unknown:,} whose money cannot be read"


def account_sentence(
    file_name: str,
    feed: str,
    accounts: Sequence[RowAccount],
    *,
    header_count: int = 0,
    blank_count: int = 0,
    total_count: int = 0,
    remarks: Sequence[str] = (),
) -> str:
    """What became of the rows of a file, in one sentence whose numbers add up.

    Args:
        file_name: the file.
        feed: the feed that its rows belong to.
        accounts: what became of its rows.
        header_count: headers between its rows.
        blank_count: records that hold no row, rows that only add up others among them.
        total_count: rows that only add up others.
        remarks: what else a reader should know about how the file was read.
    """
    count = sum(account.row_count for account in accounts) + header_count + blank_count
    parts = texts_of_accounts(accounts)
    parts += [f"{header_count:,} header inside"] if header_count else []
    blanks = blank_count - total_count
    parts += [f"{blanks:,} blank"] if blanks else []
    parts += (
        [f"{total_count:,} total {'row' if total_count == 1 else 'rows'} left out"]
        if total_count
        else []
    )
    told = "; ".join([*(parts or ["none"]), *remarks])
    return f"{file_name}: {rows_text(count)} of {feed} read; {told}."


def texts_of_accounts(accounts: Sequence[RowAccount]) -> list[str]:
    """One text per outcome, such as `10 live worth 50.00 EUR`; outcomes without rows have none."""
    texts = []
    for outcome, pattern in _OUTCOMES.items():
        files = dict.fromkeys(
            account.other_file for account in accounts if account.outcome == outcome
        )
        for other_file in files:
            group = [a for a in accounts if (a.outcome, a.other_file) == (outcome, other_file)]
            count = sum(account.row_count for account in group)
            money = _money_text(group)
            if other_file is None:
                texts.append(pattern.format(f"{count:,}", money))
            else:
                texts.append(pattern.format(f"{count:,}", other_file, money) + _taken_out(group))
    return texts


def superseded_text(accounts: Sequence[RowAccount]) -> str:
    """The rows that a file supersedes, by the files they are in."""
    files = dict.fromkeys(account.other_file for account in accounts)
    texts = []
    for other_file in files:
        group = [account for account in accounts if account.other_file == other_file]
        rows = rows_text(sum(account.row_count for account in group))
        texts.append(f"{rows} of {other_file}{_money_text(group)}{_taken_out(group)}")
    return " and ".join(texts)


def _money_text(accounts: Iterable[RowAccount]) -> str:
    """The money of these rows after 'worth', by currency; what is unknown is said."""
    amounts: dict[str | None, Decimal] = {}
    unknown = 0
    for account in accounts:
        unknown += account.unknown_amount_count
        if account.amount is not None:
            amounts[account.currency] = amounts.get(account.currency, Decimal(0)) + account.amount
    known = ", ".join(amount_text(amount, currency) for currency, amount in amounts.items())
    worth = f" worth {known}" if known else ""
    if not unknown:
        return worth
    return f"{worth} and an unknown amount in {unknown:,}" if known else " worth an unknown amount"


def _taken_out(accounts: Iterable[RowAccount]) -> str:
    """How many of the rows the other file leaves out, with their money."""
    left_out = [account for account in accounts if account.taken_out_count]
    if not left_out:
        return ""
    count = sum(account.taken_out_count for account in left_out)
    amounts = ", ".join(
        amount_text(account.taken_out_amount, account.currency)
        for account in left_out
        if account.taken_out_amount is not None
    )
    worth = f" worth {amounts}" if amounts else ""
    return f", of which {count:,}{worth} {'is' if count == 1 else 'are'} left out there"
