using System.Globalization;

namespace UdpLab.Bench.Report;

/// <summary>A row of the table.</summary>
internal sealed record Row
{
    public required string Section { get; init; }

    public required string A { get; init; }

    public string B { get; init; } = "";

    public string Unit { get; init; } = "pps";

    public double? MedianA { get; init; }

    public double? MedianB { get; init; }

    public Pairs? Pairs { get; init; }

    /// <summary>The minimum for the ratio or, with <see cref="Less"/>, the maximum.</summary>
    public double? Goal { get; init; }

    public bool Less { get; init; }

    public string Note { get; init; } = "";

    public bool Missed => Pairs is not null && Goal is double goal && (Less ? Pairs.Ratio >= goal : Math.Round(Pairs.Ratio, 2) < goal);

    public static Row Skipped(string section, string a, string b, string why) => new() { Section = section, A = a, B = b, Unit = "", Note = why };

    public static Row Of(string section, string a, string b, Pairs pairs) => new()
    {
        Section = section,
        A = a,
        B = b,
        Pairs = pairs,
        MedianA = pairs.MedianA,
        MedianB = pairs.MedianB,
        Note = pairs.Redone > 0 ? $"{pairs.Redone} disturbed pairs redone" : "",
    };

    public string[] Cells => [Section, A, B, Unit, Number(MedianA), Number(MedianB), Ratio, GoalText, Note];

    private string Ratio => Pairs is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Pairs.Ratio:0.00} ({Pairs.Lowest:0.00}..{Pairs.Highest:0.00})");

    private string GoalText => Goal is not double goal || Pairs is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{(Less ? "<" : "≥")} {goal:0.0#} {(Missed ? "**missed**" : "met")}");

    private static string Number(double? value) => value is double v ? v.ToString(v < 1000 ? "0.0" : "N0", CultureInfo.InvariantCulture) : "";
}
