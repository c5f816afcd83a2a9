using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UdpLab.Fuzz.Targets;

/// <summary>Files that UdpLab itself writes.</summary>
internal static class ResultTargets
{
    private const string Opening = """{"id":"abc123-1","time":"2026-11-20T10:00:00+00:00","state":"Pending","place":{"kind":"Local","name":"local","boot":"b"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1500","after":"1400"}""";

    public static IEnumerable<FuzzTarget> All()
    {
        // Whole lines: a line cut off is one mutation among others.
        byte[][] lines = [.. File.ReadLines(Path.Combine(Tests.Repository.Root, "tests", "UdpLab.Core.Tests", "data", "results-1.0.jsonl")).Where(line => line.Length < 8000).Select(line => Encoding.UTF8.GetBytes(line + "\n"))];
        yield return new FuzzTarget("results", lines, text =>
        {
            using MemoryStream stream = new(text);
            foreach (ResultItem item in ResultReader.Read(stream, CancellationToken.None))
            {
                _ = (item.Value?.ToString(), item.Fault);
            }
        }, typeof(InvalidDataException));
        yield return new FuzzTarget("journal of a sweep", [.. Journals(lines)], text => InputFile.Give(text, path =>
        {
            using SafeFileHandle file = File.OpenHandle(path);
            JournalContent content = JournalContent.Read(file, path);
            _ = content.Lost;
            foreach (LabSweep sweep in content.Sweeps)
            {
                _ = (content.ProgressOf(sweep.Id).Completed.Count(), content.ProgressOf(sweep.Id).Partial.Count());
            }
        }), typeof(LabException));
        yield return new FuzzTarget("journal of changes", Seeds.Of(Opening, """{"id":"abc123-1","state":"Applied","time":"2026-11-20T10:00:01+00:00","after":"1400"}"""), text => _ = JournalEntry.Parse(Encoding.UTF8.GetString(text), out _));
        yield return new FuzzTarget("order of factors", Seeds.Of("6.1.0-56-amd64\n6.12\nv5.4-rc1", "1\n2e3\n0x10\nnone", "Recv\nRecvmsg\n"), text => _ = FactorText.InOrder(Encoding.UTF8.GetString(text).Split('\n')));
        yield return new FuzzTarget("property path", Seeds.Of("Latency.P99Microseconds", "Flood.Count", "Nic.RssQueues.Length", "kernel"), text =>
        {
            if (PropertyPath.Resolve(Encoding.UTF8.GetString(text)) is { } path)
            {
                _ = PropertyPath.TypeOf(path);
            }
        });
        yield return new FuzzTarget("remedy", Seeds.Of("-Gso needs backend Socket; omit -Backend Xdp.", "-Journal j (x) has this: -Resume continues it. To measure again, give another journal."), text => _ = Remedy.Of(Encoding.UTF8.GetString(text)));
    }

    /// <summary>Sweeps with a run each, whose result is a line of another kind.</summary>
    private static IEnumerable<byte[]> Journals(byte[][] lines)
    {
        LabSweepRun run = new() { Sweep = "s1", Cell = 0, Repeat = 1, State = SweepRunState.Completed, Objects = 1 };
        byte[] ended = ResultLine.Of(run);
        foreach (byte[] line in lines.Take(20))
        {
            yield return [.. line.AsSpan(0, line.Length - 2), .. JournalLine.Tag("s1", new SweepKey(0, 1)), .. ended, .. "    "u8, .. line];
        }
    }
}
