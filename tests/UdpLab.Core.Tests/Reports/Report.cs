using System.Text;

namespace UdpLab.Tests;

/// <summary>Reports to test with.</summary>
internal static class Report
{
    /// <summary>A name that would be an element and end a script, were it not text.</summary>
    public const string Hostile = "</script><img src=x onerror=alert(1)>\u202e`*";

    /// <summary>Two kernels over receive queues, so many times each, in turn.</summary>
    public static SinkMeasurement[] RssSweep(int repeats) =>
    [
        .. from repeat in Enumerable.Range(1, repeats)
           from queues in new[] { 1, 2, 4 }
           from kernel in new[] { "4.9.0", "4.11.0" }
           let number = (repeat * 6) + queues + kernel.Length
           select Of(kernel == "4.9.0" ? 900_000 / queues : 1_000_000 + (100_000 * queues), repeat, ("RssQueues", queues), ("Kernel", kernel)) with { Position = number, Started = new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero).AddMinutes(number) },
    ];

    /// <summary>A measurement of a second that lost at the socket what it did not receive of 1.5 million packets, 5 of them unexplained.</summary>
    public static SinkMeasurement Of(double pps, int repeat, params (string Name, object? Value)[] factors)
    {
        const long sent = 1_500_000, unexplained = 5;
        long packets = (long)(pps * (1 + (0.002 * ((repeat * 3 % 5) - 2))));
        return Runs.Of(pps, factors) with
        {
            Packets = packets,
            Bytes = 18 * packets,
            Seconds = 1,
            Lost = sent - packets,
            Repeat = repeat,
            Environment = Runs.Machine((string?)factors.FirstOrDefault(factor => factor.Name == "Kernel").Value ?? "6.1.0"),
            Ledger = new Ledger
            {
                Sent = sent,
                Received = packets,
                Entries =
                [
                    new LedgerEntry { Layer = LedgerLayer.Generator, Counter = "sent", Packets = sent, Source = "the flood's own count", Meaning = "packets handed to the kernel successfully" },
                    new LedgerEntry { Layer = LedgerLayer.Nic, Counter = "rx_dropped", Packets = 1000, Source = "sysfs", Meaning = "the receiving device dropped them", IsLoss = true },
                    new LedgerEntry { Layer = LedgerLayer.Udp, Counter = "RcvbufErrors", Packets = sent - packets - 1000 - unexplained, Source = "/proc/net/snmp", Meaning = "a socket's receive buffer was full", IsLoss = true },
                ],
            },
        };
    }

    /// <summary>A profile of folded call chains.</summary>
    public static PerfProfile Profile(params string[] lines)
    {
        using MemoryStream text = new(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return PerfReader.Read(text, "sink.folded", PerfFormat.Folded, CancellationToken.None).Single();
    }

    public static ReportModel Model(params IEnumerable<object> objects)
    {
        ReportContent content = new();
        foreach (object one in objects)
        {
            content.Add(one);
        }

        return new ReportModel(content, Request());
    }

    public static string Write(ReportFormat format, params IEnumerable<object> objects)
    {
        using LabReport report = new();
        foreach (object one in objects)
        {
            report.Add(one);
        }

        return Encoding.UTF8.GetString(Bytes(report, format));
    }

    public static byte[] Bytes(LabReport report, ReportFormat format = ReportFormat.Html)
    {
        using MemoryStream file = new();
        report.Write(Request(), format, file);
        return file.ToArray();
    }

    /// <summary>The objects that a page holds.</summary>
    public static object[] Read(byte[] page)
    {
        using MemoryStream file = new(page);
        using Stream lines = ReportDataReader.Lines(file);
        return [.. ResultReader.Read(lines, CancellationToken.None).Select(item => item.Value ?? throw new InvalidDataException(item.Fault))];
    }

    private static ReportRequest Request() => new() { Question = $"How many? {Hostile}", Author = Hostile, Written = new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero) };
}
