/* How tables write values and link them; named as dash-ag-grid looks for it. */
window.dashAgGridFunctions = window.dashAgGridFunctions || {};

window.dashAgGridFunctions.writtenNumber = function (params, locale, decimals) {
  if (params.value === null || params.value === undefined) return "–";
  // quantities have up to three decimals; only money and prices have four, of which the currency needs some
  let least = decimals === null || decimals === 3 ? 0 : decimals;
  if (decimals === 4) least = currencyDecimals(params.data && params.data.currency);
  const digits = { minimumFractionDigits: least, maximumFractionDigits: decimals === null ? 4 : decimals };
  return new Intl.NumberFormat(locale, digits).format(params.value);
};

function currencyDecimals(currency) {
  if (!/^[A-Z]{3}$/.test(currency || "")) return 2;
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().minimumFractionDigits;
}

window.dashAgGridFunctions.writtenDay = function (params, locale) {
  if (!params.value) return "–";
  const day = new Date(params.value.length === 10 ? params.value + "T00:00:00Z" : params.value + "Z");
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(day);
};

window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};

window.dashAgGridComponentFunctions.RecordLink = function (props) {
  if (!props.data || props.value === null || props.value === undefined) return "–";
  const href = props.pattern.replace("{order_line_id}", encodeURIComponent(props.data.order_line_id));
  const text = props.valueFormatted || String(props.value);
  return window.React.createElement(window.dash_core_components.Link, { href, children: text });
};
