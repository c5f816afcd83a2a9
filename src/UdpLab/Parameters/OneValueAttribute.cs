using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace UdpLab.Parameters;

/// <summary>Refuses several values, or a range, for a parameter that takes one value, and explains how to try several.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class OneValueAttribute : ArgumentTransformationAttribute
{
    // Texts that cannot mean one number: 1,2 and 1..8 and 1-8.
    private static readonly Regex _several = new(@"^\s*\d+(\.\d+)?\s*(,|\.\.|-)\s*\d", RegexOptions.CultureInvariant);

    /// <summary>The value is text, in which 1-4 is not a range.</summary>
    public bool Text { get; init; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Of(inputData, Text);

    /// <summary>The single value, as given.</summary>
    public static object Of(object inputData, bool isText = false)
    {
        object value = Unwrapped.Of(inputData);
        return value switch
        {
            string text when !isText && _several.IsMatch(text) => throw Several(text),
            IDictionary or string => inputData,
            IList { Count: 1 } list => list[0]!,
            IList { Count: > 1 } list => throw Several(string.Join(", ", list.Cast<object>().Select(TextOf))),
            _ => inputData,
        };
    }

    /// <summary>A value as text in the invariant culture.</summary>
    public static string TextOf(object value) => Convert.ToString(Unwrapped.Of(value), CultureInfo.InvariantCulture) ?? "";

    private static ArgumentTransformationMetadataException Several(string values) =>
        new($"It takes one value, and {values} are several. To sweep over values, run the pipeline once for each: 1, 2, 4 | ForEach-Object {{ ... $_ ... }}.");
}
