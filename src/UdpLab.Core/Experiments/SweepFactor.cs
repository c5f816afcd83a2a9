using System.Globalization;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What a sweep varies: a name, and values that are distinguished by their texts.</summary>
internal sealed record SweepFactor
{
    /// <param name="name">Its name.</param>
    /// <param name="values">In the order to enumerate them.</param>
    /// <exception cref="LabException">There is no value, or one occurs twice.</exception>
    public SweepFactor(string name, IReadOnlyList<SweepValue> values)
    {
        Name = name;
        Values = values;
        if (values.Count == 0)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Factor {name} has no values: give at least one.", "Factor");
        }

        HashSet<string> seen = [];
        if (values.FirstOrDefault(value => !seen.Add(value.Text)) is { } twice)
        {
            throw new LabException(FailureCode.InvalidArgument, $"-Factor {name} has the value {twice.Label} twice: results could not tell the two apart. Give each value once; -Repeat repeats.", "Factor");
        }
    }

    public string Name { get; }

    public IReadOnlyList<SweepValue> Values { get; }
}

/// <summary>A value of a factor.</summary>
/// <param name="Given">What the script block sees.</param>
/// <param name="Kept">What results have in their Factors: a number, a text, a switch, a time or a host.</param>
internal sealed record SweepValue(object? Given, object? Kept)
{
    private const int LongestLabel = 60;

    /// <summary>Its identity, in this session and in a journal.</summary>
    public string Text { get; } = Kept switch
    {
        null => "$null",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        DateTime or DateTimeOffset => ((IFormattable)Kept).ToString("o", CultureInfo.InvariantCulture),
        _ => Convert.ToString(Kept, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Its text, shortened to one line.</summary>
    public string Label => Short(Text);

    internal static string Short(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestLabel ? line[..(LongestLabel - 3)] + "..." : line;
    }
}
