"""Say in words what became of the rows of a file, with their money.

The numbers are counted in `row_accounts.py`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

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


def account_sentence(
    file_name: str,
    feed: str,
    accounts: Sequence[RowAccount],
    *,
    header_count: int = 0,
    blank_count: int = 0,
) -> str:
    """What became of the rows of a file, in one sentence whose numbers add up."""
    count = sum(account.row_count for account in accounts) + header_count + blank_count
    parts = texts_of_accounts(accounts)
    parts += [f"{header_count:,} header inside"] if header_count else []
    parts += [f"{blank_count:,} blank"] if blank_count else []
    return f"{file_name}: {rows_text(count)} of {feed} read; {'; '.join(parts) or 'none'}."


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


def amount_text(amount: Decimal, currency: str | None) -> str:
    """An amount with its currency, if one is stated, and two decimals or those it needs.

    >>> amount_text(Decimal("1234.5000"), "EUR"), amount_text(Decimal("3.7650"), "KWD")
    ('1,234.50 EUR', '3.765 KWD')
    """
    digits = f"{amount:,.4f}"
    while digits.endswith("0") and digits[-3] != ".":
        digits = digits[:-1]
    return f"{digits} {currency}" if currency else digits


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
