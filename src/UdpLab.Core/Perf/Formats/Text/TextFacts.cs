using System.Globalization;

namespace UdpLab;

/// <summary>What comments (--header) and records beside the samples tell.</summary>
internal sealed class TextFacts
{
    private const string Duration = " ms";

    public string? Host { get; set; }

    public string? Kernel { get; set; }

    public string? Command { get; set; }

    /// <summary>Null where nothing was said about lost samples.</summary>
    public long? Lost { get; set; }

    /// <summary>Lines that were not understood.</summary>
    public long Unknown { get; set; }

    /// <summary>The first of them.</summary>
    public TextPlace? FirstUnknown { get; set; }

    /// <summary>Lines that were; null where each is a sample.</summary>
    public long? Understood { get; set; }

    /// <summary>Samples whose period no counter reaches: above 2^63.</summary>
    public long ImplausiblePeriods { get; set; }

    /// <summary>The text's incomplete last line; null where it is complete.</summary>
    public TextPlace? CutAt { get; set; }

    /// <summary>Seconds from the first sample to the last, as the header has it.</summary>
    public double? Seconds { get; set; }

    /// <summary>Reads a comment: "# hostname : gen", "# captured on: ...", "# Total Lost Samples: 3".</summary>
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

    /// <summary>What else the reader noticed.</summary>
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
