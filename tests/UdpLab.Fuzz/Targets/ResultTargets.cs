using System.Text;

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
        yield return new FuzzTarget("journal of changes", Seeds.Of(Opening, """{"id":"abc123-1","state":"Applied","time":"2026-11-20T10:00:01+00:00","after":"1400"}"""), text => _ = JournalEntry.Parse(Encoding.UTF8.GetString(text), out _));
        yield return new FuzzTarget("remedy", Seeds.Of("-Gso needs backend Socket; omit -Backend Xdp.", "-Journal j (x) has this: -Resume continues it. To measure again, give another journal."), text => _ = Remedy.Of(Encoding.UTF8.GetString(text)));
    }
}
