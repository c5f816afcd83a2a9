using System.Globalization;

namespace UdpLab;

/// <summary>Facts from comments (--header) and from records other than samples.</summary>
internal sealed class TextFacts
{
    private const string Duration = " ms";

    public string? Host { get; set; }

    public string? Kernel { get; set; }

    public string? Command { get; set; }

    /// <summary>Null if the text says nothing about lost samples.</summary>
    public long? Lost { get; set; }

    /// <summary>Lines that were not understood.</summary>
    public long Unknown { get; set; }

    /// <summary>The first of them.</summary>
    public TextPlace? FirstUnknown { get; set; }

    /// <summary>Lines that were understood; null if each is a sample.</summary>
    public long? Understood { get; set; }

    /// <summary>Samples with a period above 2^63, which no counter reaches.</summary>
    public long ImplausiblePeriods { get; set; }

    /// <summary>The text's incomplete last line; null if it is complete.</summary>
    public TextPlace? CutAt { get; set; }

    /// <summary>Seconds from the first sample to the last, from the header.</summary>
    public double? Seconds { get; set; }

    /// <summary>Parses a comment: "# hostname : gen", "# captured on: ...", "# Total Lost Samples: 3".</summary>
    public void Comment(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        string value = Bytes.Text(Bytes.Trim(line[(colon + 1)..]));
        switch (Bytes.Text(Bytes.Trim(line[1..colon])))
        {
            case "hostname":
                Host ??= value;
                break;
            case "os release":
                Kernel ??= value;
                break;
            case "cmdline":
                Command ??= value;
                break;
            case "Total Lost Samples" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long lost):
                Lost = (Lost ?? 0) + lost;
                break;
            case "sample duration" when value.EndsWith(Duration, StringComparison.Ordinal) && double.TryParse(value[..^Duration.Length], CultureInfo.InvariantCulture, out double ms):
                Seconds ??= ms / 1000;
                break;
        }
    }

    /// <summary>Other notes of the reader.</summary>
    public List<PerfNote> Notes { get; } = [];

    public void Merge(TextFacts other)
    {
        Host ??= other.Host;
        Kernel ??= other.Kernel;
        Command ??= other.Command;
        Seconds ??= other.Seconds;
        Lost = other.Lost is long lost ? (Lost ?? 0) + lost : Lost;
        Unknown += other.Unknown;
        ImplausiblePeriods += other.ImplausiblePeriods;
        FirstUnknown = FirstUnknown is null || other.FirstUnknown?.Block < FirstUnknown.Value.Block ? other.FirstUnknown : FirstUnknown;
        CutAt ??= other.CutAt;
        Notes.AddRange(other.Notes);
    }
}
