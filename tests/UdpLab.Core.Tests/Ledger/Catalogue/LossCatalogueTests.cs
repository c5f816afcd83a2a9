using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>The catalogue is data: complete, without contradictions, and the only place that words a counter.</summary>
public sealed class LossCatalogueTests
{
    private static readonly LossCatalogue _catalogue = LossCatalogue.All;

    [Fact]
    public void EachCounterOfADriverStandsOnce()
    {
        IEnumerable<(string, CounterSource, string)> all = _catalogue.Counters.SelectMany(c => c.Drivers.DefaultIfEmpty("").Select(driver => (c.Counter, c.Source, driver)));
        Assert.Equal(all.Distinct(), all);
    }

    [Fact]
    public void WhatAnEntryRefersToExists()
    {
        string[] names = [.. _catalogue.Counters.Select(c => c.Counter)], causes = [.. _catalogue.Advice.Select(a => a.Cause)];
        Assert.Equal(causes.Distinct(), causes);
        Assert.All(_catalogue.Counters, counter =>
        {
            Assert.NotEqual("", counter.Meaning);
            Assert.Equal(counter.Source == CounterSource.Ethtool, counter.Origin is not null && counter.Drivers.Length > 0);
            Assert.Empty(All(counter.AlsoIn).SelectMany(o => o.Counters.Append(o.Unless ?? counter.Counter)).Append(counter.Rest ?? counter.Counter).Except(names));
            Assert.True(counter.Advice is null || (counter.IsLoss && causes.Contains(counter.Advice)), counter.Counter);
            Assert.True(counter.Source == CounterSource.Rest || _catalogue.Sources.ContainsKey(counter.Source), counter.Counter);
        });
        Assert.Empty(new[] { CounterNames.RxPackets, CounterNames.InReceives, CounterNames.InDatagrams, CounterNames.SocketDrops }.Except(names));

        static IEnumerable<Overlap> All(Overlap[] overlaps) => overlaps.SelectMany(o => All(o.AlsoIn).Append(o));
    }

    [Fact]
    public void APartStandsBeforeWhatHasItOnTheSameDeviceOrHost()
    {
        foreach (KnownCounter counter in _catalogue.Counters)
        {
            int place = Array.IndexOf(_catalogue.Counters, counter);
            Assert.All(counter.AlsoIn.Where(o => o.At == OverlapPlace.Here).SelectMany(o => o.Counters), name =>
                Assert.True(Array.FindLastIndex(_catalogue.Counters, c => c.Counter == name) > place, $"{counter.Counter} before {name}"));
        }
    }

    [Fact]
    public void EveryLossHasAdviceThatSaysWhatToDo()
    {
        Assert.All(_catalogue.Counters.Where(c => c.IsLoss), c => Assert.NotNull(_catalogue.AdviceFor(new LedgerEntry { Layer = c.Layer, Counter = c.Counter, IsLoss = true })));
        Assert.All(_catalogue.Advice, advice =>
        {
            Assert.DoesNotContain("", new[] { advice.Title, advice.Explanation, advice.Fix });
            Assert.NotEmpty(advice.Reference);
            Assert.True(advice.Minimum > 0, advice.Cause);
            Assert.True(advice.Layers.Length > 0 || _catalogue.Counters.Any(c => c.Advice == advice.Cause), advice.Cause);
        });
    }

    [Fact]
    public void EveryCounterThatIsNoDriversOrRingsIsRead()
    {
        string Lines(string section, CounterSource source, int value)
        {
            KnownCounter[] counters = [.. _catalogue.Counters.Where(c => c.Source == source)];
            return $"{section}: {string.Join(' ', counters.Select(c => c.Counter))}\n{section}: {string.Join(' ', counters.Select(_ => value))}\n";
        }

        Counters At(int value) => new()
        {
            Snmp = Lines("Ip", CounterSource.Ip, value) + Lines("Udp", CounterSource.Udp, value),
            Netstat = Lines("TcpExt", CounterSource.TcpExt, value) + Lines("IpExt", CounterSource.IpExt, value),
            Softnet = string.Concat(Enumerable.Repeat($"{value:x8} ", 12)) + "00000000\n",
            Devices = [new DeviceCounters { Name = "eth0", QdiscDrops = value, Statistics = _catalogue.Counters.Where(c => c.Source == CounterSource.Sysfs).ToDictionary(c => c.Counter, c => (ulong)(c.Counter == "rx_dropped" ? value / 3 : value)) }],
        };
        Ledger ledger = LedgerBuilder.Build(new LedgerInput
        {
            Before = At(0),
            After = At(9),
            SocketDrops = 5,
            OtherSockets = 1,
            Generators = [new LedgerGenerator { Sent = 9, Interface = "eth0", Before = At(0), After = At(9) }],
        });

        Assert.Equal(
            _catalogue.Counters.Where(c => c.IsShown && c.Source is not (CounterSource.Ethtool or CounterSource.Ring or CounterSource.Reason)).Select(c => (c.Layer, c.Counter, c.Meaning, c.IsLoss)),
            ledger.Entries.Select(e => (e.Layer, e.Counter, e.Meaning, e.IsLoss)));
    }

    [Theory]
    [InlineData(LedgerLayer.Udp, "RcvbufErrors", true)]
    [InlineData(LedgerLayer.Udp, "MemErrors", true)]
    [InlineData(LedgerLayer.Udp, "InCsumErrors", true)]
    [InlineData(LedgerLayer.Socket, "drops", true)]
    [InlineData(LedgerLayer.Udp, "NoPorts", false)]
    [InlineData(LedgerLayer.Softnet, "dropped", false)]
    public void WhatASocketRefusedIsKnown(LedgerLayer layer, string counter, bool isAtSocket) =>
        Assert.Equal(isAtSocket, _catalogue.IsAtSocket(new LedgerEntry { Layer = layer, Counter = counter, IsLoss = true }));

    [Fact]
    public void AnInterfacesCountersHaveTheLedgersWords()
    {
        DeviceCounters device = new()
        {
            Name = "eth0",
            Driver = "ena",
            Statistics = new() { ["rx_packets"] = 100, ["rx_dropped"] = 9, ["rx_missed_errors"] = 1, ["tx_dropped"] = 4 },
            Ethtool = new() { ["rx_drops"] = 5, ["tx_drops"] = 4, ["pps_allowance_exceeded"] = 3 },
        };

        Assert.Equal(
            [("rx_drops", 5, true), ("pps_allowance_exceeded", 3, false), ("rx_missed_errors", 1, true), ("rx_dropped", 4, true), ("tx_drops", 4, true)],
            LabNicCounters.Of(device).Losses.Select(l => (l.Counter, l.Packets, l.IsLoss)));
        Assert.All(LabNicCounters.Of(device).Losses, l => Assert.Contains(_catalogue.Counters, c => (c.Layer, c.Counter, c.Meaning) == (l.Layer, l.Counter, l.Meaning)));
        Assert.Equal("ethtool -S eth0; ena_netdev.c, keep-alive event", LabNicCounters.Of(device).Losses[0].Source);
    }

    [Fact]
    public void ACounterIsWordedNowhereElse()
    {
        string[] words = [.. _catalogue.Counters.Select(c => c.Meaning), .. _catalogue.Advice.SelectMany(a => new[] { a.Title, a.Explanation, a.Fix })];
        string[] longOnes = [.. words.Where(w => w.Length > 25).Distinct()];
        string sources = Path.Combine(Repository.Root, "src");
        Assert.All(
            new[] { "UdpLab", "UdpLab.Core", "UdpLab.Agent", "UdpLab.Wire" }.SelectMany(p => Directory.EnumerateFiles(Path.Combine(sources, p), "*.*", SearchOption.AllDirectories))
                .Where(f => Path.GetExtension(f) is ".cs" or ".json" or ".ps1xml" && Path.GetFileName(f) != "LossCatalogue.json" && !f.Split(Path.DirectorySeparatorChar).Any(d => d is "obj" or "bin")),
            file =>
            {
                string text = string.Join('\n', File.ReadLines(file).Where(l => !l.TrimStart().StartsWith("///", StringComparison.Ordinal)));
                Assert.DoesNotContain(longOnes, w => text.Contains(w, StringComparison.Ordinal));
            });
    }

    [Fact]
    public void TheAboutTopicNamesCountersThatExist()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "en-US", "about_UdpLab.help.txt"));
        int first = Array.FindIndex(lines, l => l.StartsWith("    Layer      Counter", StringComparison.Ordinal)) + 2;
        string[] names = [.. lines.Skip(first).TakeWhile(l => l.Length > 0).Select(l => l.PadRight(36)[15..36]).SelectMany(l => l.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

        // The rest are connecting words: "and the driver's own (ethtool -S)".
        Assert.Equal(
            ["(ethtool -S)", "and the", "driver's own", "received outside"],
            names.Except(_catalogue.Counters.Select(c => c.Counter)).Order(StringComparer.Ordinal));
        Assert.True(names.Length > 20);
    }

    [Fact]
    public void ACheckNamesTheCountersThatShowWhatItWarnsOf()
    {
        const string counters = "{counters}";
        Assert.Equal(
            _catalogue.Counters.SelectMany(c => c.Checks).Distinct().Order(),
            HostChecks.All.Where(c => c.Reason.Contains(counters, StringComparison.Ordinal)).Select(c => c.Name).Order());
        LabFinding[] findings = Machines.Judge(Machines.Good());
        Assert.All(findings, f => Assert.DoesNotContain(counters, f.Reason, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.DoesNotContain("()", f.Reason, StringComparison.Ordinal));
        Assert.Contains("(Nic rx_missed_errors, Nic rx_no_dma_resources)", findings.Single(f => f.Check == "RxRing").Reason, StringComparison.Ordinal);
        Assert.Contains("counted as Softnet dropped", findings.Single(f => f.Check == "Backlog").Reason, StringComparison.Ordinal);
    }
}
