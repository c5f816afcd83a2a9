using System.Text.Json.Nodes;
using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests.Changes;

/// <summary>A damaged journal: what is readable is used, and what is not is reported.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private const string Opening = """{"id":"abc123-1","state":"Pending","time":"2026-01-02T03:04:05+00:00","number":1,"sequence":1,"place":{"kind":"Namespace","name":"bed-sink","networkNamespace":"udplab-bed-sink"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1500","after":"1400","companions":{"Pause":"rx=on"}}""";
    private const string Advance = """{"id":"abc123-1","state":"Applied","time":"2026-01-02T03:04:06+00:00","after":"1400","effects":[{"setting":"UpperMtu","before":"eth0.5=1500","after":"eth0.5=1400"}]}""";
    private const string Good = """{"id":"abc123-9","state":"Pending","time":"2026-01-02T03:04:07+00:00","number":9,"sequence":9,"place":{"kind":"Local","name":"local"},"target":"host","identity":"b/1","setting":"Sysctl net.core.rmem_max","before":"1","after":"2"}""";
    private readonly Folder _home = new();
    private readonly string _file;

    public JournalDamageTests()
    {
        Directory.CreateDirectory(_home.At("changes"));
        _file = _home.At("changes/20260102T030405-abc123.jsonl");
    }

    [Theory]
    [InlineData("""{"id":null}""", "id")]
    [InlineData("""{"id":"abc123-1","state":"Applied","effects":null}""", "")]
    [InlineData("""{"id":"abc123-1","state":"Applied","effects":[null]}""", "effect")]
    [InlineData("""{"id":"abc123-1","state":"Applied","effects":[{"setting":null,"before":"1","after":"2"}]}""", "effect")]
    [InlineData("""{"id":"abc123-1","state":77}""", "state")]
    [InlineData("""{"id":"abc123-1","state":"Maybe"}""", "state")]
    [InlineData("""{"id":"abc123-2","place":{"kind":"Local","name":"local"}}""", "target")]
    [InlineData("""{"id":"abc123-2","place":{"kind":"Local","name":null},"target":"eth0"}""", "name")]
    [InlineData("""{"id":"abc123-2","place":null,"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1","after":"2"}""", "place")]
    [InlineData("""{"id":"abc123-2","place":{"kind":"Namespace","name":"n","networkNamespace":"../../proc/self/ns/net"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1","after":"2"}""", "namespace")]
    [InlineData("""{"id":"abc123-2","place":{"kind":"Ssh","name":"n"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1","after":"2"}""", "address")]
    [InlineData("""{"id":"abc123-2","place":{"kind":"Local","name":"local"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1","after":"2","companions":{"Pause":null}}""", "companion")]
    [InlineData("""{"id":"abc123-2","sequence":9223372036854775807,"place":{"kind":"Local","name":"local"},"target":"eth0","identity":"b/1/2","setting":"Mtu","before":"1","after":"2"}""", "number")]
    [InlineData("null", "empty")]
    [InlineData("[]", "")]
    [InlineData("\"\\ud800\"", "")]
    [InlineData("{\"id\":\"abc123-1\",\"state\":\"App", "")]
    public void ABadLineIsReportedByFileAndNumberAndTheRestIsUsed(string bad, string says)
    {
        File.WriteAllLines(_file, [Opening, Advance, bad, Good]);
        (IReadOnlyList<LabChange> changes, List<string> reported) = Read();
        Assert.Equal(["abc123-1", "abc123-9"], changes.Select(c => c.Id));
        Assert.Equal((LabChangeState.Applied, LabChangeState.Pending), (changes[0].State, changes[1].State));
        Assert.All(changes, c => Assert.Equal(c.Setting, ChangeUndo.Item(c).Setting));
        if (bad.Contains("\"effects\":null", StringComparison.Ordinal))
        {
            Assert.Empty(reported);
            return;
        }

        Assert.Contains($"{_file}, line 3,", Assert.Single(reported), StringComparison.Ordinal);
        Assert.Contains(says, reported[0], StringComparison.Ordinal);
    }

    [Fact]
    public void WhateverBecomesOfALineTheOthersAreUsedAndEveryChangeCanBeUndone()
    {
        string[] values = ["null", "-1", "1e400", "\"\"", "\"\\u0000\"", "[]", "[null]", "{}", "{\"a\":null}", "true", "\"x\"", "99999999999999999999"];
        string[] names = [.. Names(JsonNode.Parse(Opening)!.AsObject()), .. Names(JsonNode.Parse(Advance)!.AsObject())];
        Gen<string> spoilt = Gen.Select(Gen.OneOf(Gen.Const(Opening), Gen.Const(Advance)), Gen.OneOf([.. names.Select(Gen.Const)]), Gen.OneOf([.. values.Select(Gen.Const)]), (line, name, value) => With(line, name, value));
        Gen.OneOf(spoilt, Mutation.Of([Opening, Advance]).Select(m => m.Damaged.Replace('\n', ' ').Replace('\r', ' '))).Sample(
            line =>
            {
                File.WriteAllLines(_file, [Opening.Replace("abc123-1", "abc123-5", StringComparison.Ordinal), line, Good]);
                (IReadOnlyList<LabChange> changes, List<string> reported) = Read();
                string[] ids = [.. changes.Select(c => c.Id)];
                return ids.Contains("abc123-5") && ids.Contains("abc123-9") && changes.Count <= 3
                    && reported.All(r => r.Contains($"{_file}", StringComparison.Ordinal))
                    && changes.All(c => ChangeUndo.Item(c) is { Target: not null, Before: not null, After: not null } item && item.Effects!.All(e => e.Setting is not null) && c.ToString().Length > 0);
            },
            iter: 3_000, threads: 1);
    }

    [Fact]
    public void AFileThatIsALinkOrWaitsIsLeftOutByName()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links and FIFOs as on Linux");
        File.WriteAllLines(_file, [Good]);
        File.WriteAllLines(_home.At("planted"), [Opening]);
        File.CreateSymbolicLink(_home.At("changes/20260102T030406-linked.jsonl"), _home.At("planted"));
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", _home.At("changes/20260102T030407-fifo.jsonl")))
        {
            make.WaitForExit();
        }

        (IReadOnlyList<LabChange> changes, List<string> reported) = Read();
        Assert.Equal("abc123-9", Assert.Single(changes).Id);
        Assert.Contains("linked.jsonl is a link", reported[0], StringComparison.Ordinal);
        Assert.Contains("fifo.jsonl is not a file", reported[1], StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private static IEnumerable<string> Names(JsonObject line) => line.Select(p => p.Key);

    private static string With(string line, string name, string value)
    {
        JsonObject json = JsonNode.Parse(line)!.AsObject();
        json.Remove(name);
        return json.ToJsonString()[..^1] + $",\"{name}\":{value}}}";
    }

    private (IReadOnlyList<LabChange> Changes, List<string> Reported) Read()
    {
        List<string> reported = [];
        using ChangeJournal journal = new(new JournalFolder(_home.At("changes")));
        return (journal.Read(e => reported.Add(e.Message)), reported);
    }
}
