using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using UdpLab.Tests.Nic;

namespace UdpLab.Tests.Throughput;

/// <summary>Searches on a testbed with known limits: the results are compared with those, and never with a rate of this machine.</summary>
[Collection(Machine.Name)]
public sealed class ThroughputTests(NicBed bed) : IClassFixture<NicBed>, IDisposable
{
    // Short trials and wide bounds: what is tested is that a search is right, not that it is exact. Warnings are silenced where a
    // busy machine may cause them: a receive buffer that is capped, or a flood that could not keep its pace.
    private const string Quick = $"{Short} -DurationSum 0.3", Long = $"{Short} -DurationSum 3600", Short = "-TrialDuration 0.1 -GoalWidth 0.3 -MinimumPps 500 -Settle 0";
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-search-").FullName;

    private string Journal => Path.Combine(_folder, "search.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A token bucket of nftables lets its configured rate through, however slow the machine is.</summary>
    [Fact]
    public void AFilterIsFoundAndNamed()
    {
        const int rate = 4000, burst = 50;
        const double trial = 0.1;
        string rules = $"add table inet pace; add chain inet pace in {{ type filter hook input priority 0; }}; add rule inet pace in udp dport 9 limit rate over {rate}/second burst {burst} packets drop";
        bed.Shell($"nft '{rules}'");
        try
        {
            PSObject result = bed.Session.One($"$global:found = Find-UdpThroughput -LabHost $bed -LossGoal 0 -ReceiveBuffer 16000000 -MaximumPps 100000 {Quick} -WarningAction SilentlyContinue; $found");
            Assert.Equal("Width", result.Text("End"));

            // No more can have come through without loss than the bucket held and received.
            Assert.InRange(result.Double("Pps"), 500 * 0.5, (rate + (burst / trial)) * 1.3);
            Assert.InRange(result.Double("UpperPps"), result.Double("Pps"), 100_000);
            Assert.Matches("^Unexplained: .*; what may drop them: .*Netfilter: .*inet pace", result.Text("StoppedBy"));
            Assert.Contains(result.All("Bottleneck"), cause => cause.Text("Cause") == "UnexplainedLoss");
            IReadOnlyList<PSObject> trials = result.All("Trials");
            Assert.Equal(Enumerable.Range(1, trials.Count), trials.Select(one => (int)one.Get("Position")!));
            Assert.Equal(result.All("Bottleneck").Select(cause => cause.Text("Cause")), bed.Session.Give("$found | Get-UdpBottleneck").Select(cause => cause.Text("Cause")));
            Assert.Equal("UnexplainedLoss", bed.Session.Give("$found.Trials[0] | Get-UdpBottleneck")[0].Text("Cause"));
            Assert.Contains("LossPercent by Flood.RatePps", bed.Session.Give("$found | Show-LabChart -Y LossPercent -Plain")[0].ToString(), StringComparison.Ordinal);
            bed.Session.Give($"$found | Export-LabResult '{_folder}/x.csv'");
            Assert.Contains(result.Text("StoppedBy"), File.ReadAllLines($"{_folder}/x.csv")[1], StringComparison.Ordinal);
            Assert.All(trials, one => Assert.Equal(one.Long("Measurement.Ledger.Sent") - one.Long("Measurement.Ledger.Received"), one.Long("Measurement.Lost")));
        }
        finally
        {
            bed.Shell("nft delete table inet pace");
        }
    }

    [Fact]
    public void ASmallReceiveBufferIsFoundAndNamed()
    {
        PSObject result = bed.Session.One($"$bed | Find-UdpThroughput -LossGoal 0.01 -ReceiveBuffer 2048 {Quick} -Backend Xdp -MaximumTrials 20 -WarningAction SilentlyContinue");
        Assert.Matches("^RcvbufErrors: .* a buffer of 4,096 bytes, as the kernel counts it, holds about 5 of these packets|^RcvbufErrors: the sink was ", result.Text("StoppedBy"));
        Assert.Equal("ReceiveBufferFull", result.All("Bottleneck")[0].Text("Cause"));
        Assert.NotNull(result.Get("UpperPps"));
        Assert.Equal("Xdp", result.Text("Backend"));

        // All attributes, even defaults (RFC 9971).
        Assert.Equal(["0.01", "0.3", "0.1", "0.1", "0.3", "0.5", "2", "500", "100000000", "20", ""], new[] { "LossGoal", "GoalWidth", "TrialDuration", "InitialTrialDuration", "DurationSum", "ExceedRatio", "CoarseStages", "MinimumPps", "MaximumPps", "MaximumTrials", "MaximumSeconds" }.Select(name => Convert.ToString(result.Get(name), CultureInfo.InvariantCulture)));
    }

    /// <summary>Nothing can be lost: the buffer holds everything that a trial sends.</summary>
    [Fact]
    public void WithoutLossTheMaximumIsTheLimitAndTwoGoalsSayWhy()
    {
        IReadOnlyList<PSObject> results = bed.Session.Give($"Find-UdpThroughput -LabHost $bed -LossGoal 0, 0.5 -ReceiveBuffer 16000000 -MaximumPps 2000 {Quick} -WarningAction SilentlyContinue");
        Assert.Equal([0, 0.5], results.Select(result => result.Double("LossGoal")));
        Assert.All(results, result =>
        {
            Assert.Null(result.Get("UpperPps"));
            Assert.Equal(result.Get("Pps"), result.Get("ConditionalPps"));
            Assert.Contains(result.Text("End"), new[] { "MaximumLoad", "GeneratorMaximum" });
            Assert.Matches("^(-MaximumPps 2,000: |The generator: backend )", result.Text("StoppedBy"));
            Assert.Contains("The same answer as for loss goal ", result.All("Notes")[0].ToString(), StringComparison.Ordinal);
            Assert.Empty(result.All("Bottleneck"));
        });
    }

    [Fact]
    public void AJournalIsTakenUpWhereItEnded()
    {
        string search = $"Find-UdpThroughput -LabHost $bed -LossGoal 0.1 -ReceiveBuffer 2048 {Quick} -Backend Xdp -MaximumPps 50000 -Journal '{Journal}' -WarningAction SilentlyContinue";

        // One trial of 0.1 s decides nothing, whatever it gives.
        PSObject first = bed.Session.One($"{search} -MaximumTrials 1");
        Assert.Equal(("Unfinished", 1), (first.Text("End"), first.All("Trials").Count));
        Assert.StartsWith("-MaximumTrials 1 was reached before ", first.Text("StoppedBy"), StringComparison.Ordinal);

        // Killed while writing.
        File.AppendAllText(Journal, "{\"Schema\":\"UdpLab/1.0\",\"Type\":\"ThroughputTrial\",\"Position\":2,");
        ScriptRun again = bed.Session.Run(search), other = bed.Session.Run($"{search} -Resume -Flows 2");
        Assert.StartsWith("Busy.Journal,", Assert.Single(again.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("InvalidArgument.Flows,", Assert.Single(other.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Flows is 2 here and not given there", other.Errors[0].Exception.Message, StringComparison.Ordinal);

        PSObject resumed = bed.Session.One($"{search} -Resume -MaximumTrials 200");
        IReadOnlyList<PSObject> kept = bed.Session.Give($"Import-LabResult '{Journal}'");
        Assert.Equal(Enumerable.Range(1, kept.Count), kept.Select(trial => (int)trial.Get("Position")!));
        Assert.Equal(kept.Select(trial => trial.ToString()), resumed.All("Trials").Select(trial => trial.ToString()));
        Assert.Equal(first.All("Trials").Select(trial => trial.ToString()), kept.Take(1).Select(trial => trial.ToString()));

        // It has ended: nothing is sent again.
        PSObject same = bed.Session.One($"{search} -Resume");
        Assert.Equal(resumed.ToString(), same.ToString());
        Assert.Equal(kept.Count, bed.Session.Give($"Import-LabResult '{Journal}'").Count);
    }

    /// <summary>A search of several sizes that was killed during the first has not begun the others.</summary>
    [Fact]
    public void SizesThatHadNotBegunBeginWithResume()
    {
        string search = $"Find-UdpThroughput -LabHost $bed -LossGoal 0.1 -ReceiveBuffer 2048 {Quick} -MaximumTrials 1 -Journal '{Journal}' -WarningAction SilentlyContinue";
        bed.Session.Give($"{search} -PacketSize 60");
        IReadOnlyList<PSObject> both = bed.Session.Give($"{search} -PacketSize 60, 1514 -Resume");
        Assert.Equal([60, 1514], both.Select(result => (int)result.Get("PacketSize")!));
        Assert.Equal(["InvalidArgument.PacketSize"], bed.Session.Run($"{search} -PacketSize 70 -Resume").Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(2, bed.Session.Give($"Import-LabResult '{Journal}'").Count);
    }

    [Fact]
    public void CtrlCSaysWhatIsKnownAndLeavesNothingBehind()
    {
        ScriptRun run = bed.Session.Start($"Find-UdpThroughput -LabHost $bed -LossGoal 0 {Long} -Journal '{Journal}'");
        Assert.True(Machine.Becomes(() => File.Exists(Journal) && File.ReadLines(Journal).Count() > 2, 60));
        run.Stop();
        Assert.Matches("^Find-UdpThroughput was stopped after [0-9]+ trials?: loss goal 0: .*[a-z]\\. The same command with -Resume goes on.$", run.HostWarnings[^1]);
        Assert.True(run.ShowsProgress);
        Assert.Contains(run.Progress, record => record.StatusDescription.Contains(" left", StringComparison.Ordinal) || record.StatusDescription.StartsWith("warm-up: ", StringComparison.Ordinal));
    }

    /// <summary>The path disappears during the search: trials are repeated, then the search gives up, and what was measured is kept.</summary>
    [Fact]
    public void ATrialThatFailsAgainAndAgainEndsTheSearchWithWhatItHas()
    {
        using Session own = new(mustLeaveNoAgent: false);
        string name = Space.NewTestbedName();
        own.Give($"$global:brief = New-LabTestbed {name}");
        ScriptRun run = own.Start($"Find-UdpThroughput -LabHost $brief -LossGoal 0 {Long} -MaxRetry 1 -Timeout 1 -Journal '{Journal}'");
        Assert.True(Machine.Becomes(() => File.Exists(Journal) && File.ReadLines(Journal).Count() > 2, 60));
        bed.Session.Give($"Remove-LabTestbed {name}");
        run.Wait();
        PSObject result = Assert.Single(run.Output);
        Assert.Equal("Unfinished", result.Text("End"));
        Assert.StartsWith("A trial failed repeatedly: ", result.Text("StoppedBy"), StringComparison.Ordinal);
        Assert.Contains(run.Errors, error => error.Exception.Message.Contains(" failed 2 times: ", StringComparison.Ordinal) && Regex.IsMatch(error.Exception.Message, @" (1 trial is|\d+ trials are) kept and in the journal"));
        Assert.All(result.All("Trials").TakeLast(2), trial => Assert.NotNull(trial.Get("Failure")));
    }

    [Fact]
    public void EachSizeIsASearch()
    {
        IReadOnlyList<PSObject> results = bed.Session.Give($"Find-UdpThroughput Rfc2544 -LabHost $bed -PacketSize 60, 1514 -TrialDuration 0.1 -GoalWidth 0.5 -MaximumPps 1000 -ReceiveBuffer 16000000 -Settle 0 -MinimumPps 500");
        Assert.Equal([60, 1514], results.Select(result => (int)result.Get("PacketSize")!));
        Assert.All(results, result => Assert.Equal((0.0, 0.0, 0.1, 0.1), (result.Double("LossGoal"), result.Double("ExceedRatio"), result.Double("TrialDuration"), result.Double("DurationSum"))));
        ScriptRun all = bed.Session.Run("Find-UdpThroughput Rfc2544 -LabHost $bed -WhatIf");
        all.MustBeClean();
        Assert.Equal([60, 124, 252, 508, 1020, 1276, 1514], all.Lines.Select(line => int.Parse(line.Split(" bytes per packet")[0].Split(' ')[^1], CultureInfo.InvariantCulture)));
        Assert.All(all.Lines, line => Assert.Contains("in trials of 60 s, for loss goals 0, with UDP floods of backend ", line, StringComparison.Ordinal));
        Assert.Equal(8, bed.Session.Run("Find-UdpThroughput Rfc2544 -PacketSize Rfc2544, 300, 60 -LabHost $bed -WhatIf").Lines.Count);
    }

    [Theory]
    [InlineData("-MaximumPps 500 -MinimumPps 1000", "InvalidArgument.MaximumPps", "-MaximumPps is 500; give a rate above the minimum of 1000.")]
    [InlineData("-TrialDuration 30 -DurationSum 5", "InvalidArgument.DurationSum", "-DurationSum is 5; give a value at least the 30 seconds of a trial.")]
    [InlineData("-PacketSize Rfc2545", "ParameterArgumentTransformationError", "'Rfc2545' is not the size of a frame")]
    [InlineData("-PacketSize 60 -PayloadSize 18", "PacketSizeWithPayloadSize", "give one of them")]
    [InlineData("-MinimumPps 20 -TrialDuration 0.1", "InvalidArgument.MinimumPps", "is 2 packets in a trial of 0.1 s, too few to know their rate to within -GoalWidth 0.005: give at least 2,000")]
    [InlineData("-LossGoal '0,001'", "ParameterArgumentTransformationError", "may be one number or several")]
    [InlineData("-SteerByCpu", "InvalidArgument.SteerByCpu", "-Sockets 2 or more")]
    [InlineData("-Backend Xdp -Burst 300", "InvalidArgument.Burst", "at most 256")]
    [InlineData("-GeneratorCpu 0, 1 -Threads 1", "InvalidArgument.GeneratorCpu", "-GeneratorCpu names 2 CPUs")]
    [InlineData("-Generator $bed.Generator, $bed.Generator", "InvalidArgument.Generator", "-Generator names ")]
    [InlineData("-Resume", "InvalidArgument.Resume", "-Resume needs -Journal")]
    [InlineData("-Journal /nosuch/folder/j", "NotFound.Journal", "is in a folder that does not exist")]
    [InlineData("-Journal /dev/null", "InvalidArgument.Journal", "is a pipe or a device")]
    [InlineData("-GeneratorInterface nosuch0 -Backend Xdp", "NotFound.GeneratorInterface", "-GeneratorInterface nosuch0")]
    [InlineData("-GeneratorCpu 4000", "InvalidArgument.GeneratorCpu", "-GeneratorCpu")]
    [InlineData("-Cpu 4000", "InvalidArgument.Cpu", "-Cpu")]
    [InlineData("-Interface nosuch0", "NotFound.Interface", "nosuch0")]
    [InlineData("-LossGoal 5", "ParameterArgumentValidationError", "0.999")]
    [InlineData("-GoalWidth 1, 2", "ParameterArgumentTransformationError", "takes one value")]
    public void BadInputIsRefusedBeforeAPacketIsSent(string parameters, string id, string words)
    {
        long before = Arrived();
        ScriptRun run = bed.Session.Run($"Find-UdpThroughput -LabHost $bed {parameters}");
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Empty(run.Output);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Arrived());
    }

    // Not the interface's counter, which also counts neighbour discovery.
    private long Arrived() => Space.Udp(bed.Namespace, "InDatagrams") + Space.Udp(bed.Namespace, "NoPorts") + Space.Udp(bed.Namespace, "InErrors");
}
