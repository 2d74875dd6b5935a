/* How tables write values and link them; named as dash-ag-grid looks for it. */
window.dashAgGridFunctions = window.dashAgGridFunctions || {};

window.dashAgGridFunctions.writtenNumber = function (params, locale, decimals) {
  if (params.value === null || params.value === undefined) return "–";
  const digits = decimals === null
    ? { maximumFractionDigits: 4 }
    : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(locale, digits).format(params.value);
};

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
