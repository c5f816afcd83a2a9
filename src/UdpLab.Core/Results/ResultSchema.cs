using System.Globalization;

namespace UdpLab;

/// <summary>The schema version of a result line, in its "Schema" field: a minor version adds fields, a major version changes or removes some.</summary>
internal static class ResultSchema
{
    public const int Major = 1, Minor = 5;

    /// <summary>Name of the first field of a line.</summary>
    public const string Field = "Schema";

    /// <summary>Name of the second field of a line: the object's type.</summary>
    public const string TypeField = "Type";

    private const string Prefix = "UdpLab/";

    /// <summary>How every line begins as it is written.</summary>
    public static ReadOnlySpan<byte> Start => "{\"Schema\":\"UdpLab/"u8;

    /// <summary>Whether an incomplete line is the beginning of one that UdpLab was writing.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> half) => half.StartsWith(Start) || Start.StartsWith(half);

    /// <summary>What this version writes.</summary>
    public static string Current { get; } = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Major}.{Minor}");

    /// <summary>Parses a version such as "UdpLab/1.0"; null if it is not one.</summary>
    public static (int Major, int Minor)? Parse(string text)
    {
        string[] numbers = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split('.') : [];
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor) ? (major, minor) : null;
    }
}
