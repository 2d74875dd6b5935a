"""Generate a marketplace or a grocery chain, beside the demo company."""

from collections.abc import Mapping
from pathlib import Path

from ecom_platform.demo.company.claimed_folder import claim_folder
from ecom_platform.demo.company.known_truth import Truth
from ecom_platform.demo.grocery_chain import grocery_chain
from ecom_platform.demo.grocery_chain.grocery_chain import GroceryChain
from ecom_platform.demo.seller_platform import seller_platform
from ecom_platform.demo.seller_platform.seller_platform import SellerPlatform

_COMPANIES: Mapping[str, type[SellerPlatform] | type[GroceryChain]] = {
    "marketplace": SellerPlatform,
    "grocery": GroceryChain,
}
USUAL_LINES = {"marketplace": seller_platform.LINES, "grocery": grocery_chain.LINES}


def generate_company(
    folder: Path, company: str, *, seed: int = 7, days: int = 365, lines: int | None = None
) -> Truth:
    """Write the files of a company to `folder`; returns the truth about them.

    Args:
        folder: the landing folder; it must be absent, empty, or only hold files of earlier calls.
        company: `marketplace` or `grocery`.
        seed: the same seed, days and lines give the same bytes.
        days: how long the company trades, up to its fixed last day.
        lines: the approximate number of order lines; by default the usual number of the company.

    Raises:
        PlatformError: the folder holds other files.
    """
    made = _COMPANIES[company](seed, days, lines or USUAL_LINES[company])
    output = claim_folder(folder, made.file_names())
    truth = made.write(output)
    truth.write(output.truth_folder / "truth.json")
    return truth
