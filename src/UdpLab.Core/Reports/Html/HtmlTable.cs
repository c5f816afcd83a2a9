namespace UdpLab;

/// <summary>Tables of a page.</summary>
internal static class HtmlTable
{
    /// <summary>A table that scrolls by itself where the page is too narrow for it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="columns">Headings; those that begin with '#' are of numbers.</param>
    /// <param name="rows">Cells, each a text or <see cref="Html"/>.</param>
    /// <param name="kind">A class of the table; empty for none.</param>
    public static void Table(this HtmlText page, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, string kind = "")
    {
        page.Add($"<div class=\"scroll\"><table{Class(kind)}><thead><tr>");
        foreach (string column in columns)
        {
            page.Add($"<th{Class(IsNumber(column) ? "n" : "")}>{column.TrimStart('#')}</th>");
        }

        page.Add($"</tr></thead><tbody>\n");
        page.Rows(columns, rows);
        page.Add($"</tbody></table></div>\n");
    }

    /// <summary>The rows of a table alone.</summary>
    /// <inheritdoc cref="Table" path="/param"/>
    public static void Rows(this HtmlText page, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        foreach (object?[] row in rows)
        {
            page.Add($"<tr>");
            for (int i = 0; i < row.Length; i++)
            {
                page.Add($"<td{Class(IsNumber(columns[i]) ? "n" : "")}>");
                page.Cell(row[i]);
                page.Add($"</td>");
            }

            page.Add($"</tr>\n");
        }
    }

    /// <summary>Names and values.</summary>
    public static void Facts(this HtmlText page, IEnumerable<(string Name, string Value)> facts)
    {
        page.Add($"<dl>\n");
        foreach ((string name, string value) in facts)
        {
            page.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");
        }

        page.Add($"</dl>\n");
    }

    private static void Cell(this HtmlText page, object? cell)
    {
        switch (cell)
        {
            case Html html:
                page.Add(html);
                break;
            case long count:
                page.Add($"{count:N0}");
                break;
            case int count:
                page.Add($"{count:N0}");
                break;
            case double number:
                page.Add($"{ChartText.Full(number)}");
                break;
            default:
                page.Add($"{cell as string}");
                break;
        }
    }

    private static bool IsNumber(string column) => column.StartsWith('#');

    private static Html Class(string name) => new(name.Length > 0 ? $" class=\"{name}\"" : "");
}
