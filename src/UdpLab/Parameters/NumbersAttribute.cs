using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Parameters;

/// <summary>
/// One number or several, also as text with commas, as in a table. The engine silently drops a property of a pipeline object that
/// it cannot convert: a rate of 10k would flood without a limit.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class NumbersAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrapped.Of(inputData) switch
    {
        string text when Grouped().IsMatch(text) => throw new ArgumentTransformationMetadataException($"'{text}' may be one number or several: write one number without commas, and several with a space after each comma."),
        string text when text.Contains(',', StringComparison.Ordinal) => text.Split(',', StringSplitOptions.TrimEntries).Select(One).ToArray(),
        string text => One(text),
        IEnumerable several and not IDictionary => several.Cast<object?>().Select(one => One(one!)).ToArray(),
        _ => inputData,
    };

    private static object One(object value)
    {
        object one = Unwrapped.Of(value)!;
        if (one is string text && text.Contains("..", StringComparison.Ordinal))
        {
            throw new ArgumentTransformationMetadataException($"'{text}' is not a number: list the values, as in 100000, 200000, 300000, or let PowerShell count them: (1..5 | ForEach-Object {{ 100000 * $_ }}).");
        }

        return OneValueAttribute<double>.Checked(one);
    }

    // 1,500 as a spreadsheet writes it would be a flood of 1 pps and then one of 500.
    [GeneratedRegex(@"^\s*[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\s*$")]
    private static partial Regex Grouped();
}
