using System.Management.Automation;

namespace UdpLab.Tests.Flood;

/// <summary>A flood whose rate changes, from the parameters to the table and the file.</summary>
[Collection(Machine.Name)]
public class RampTests(Bed bed) : IClassFixture<Bed>
{
    private const string Ramp = "Invoke-UdpFlood -RatePps 2000, 4000, 1000 -StepSeconds 0.3";
    private const string Sink = "Measure-Sink -ReceiveBuffer 8000000";

    [Theory]
    [InlineData("Socket", "", "")]
    [InlineData("Socket", "-Threads 2 -Flows 4", "-Sockets 2")]
    [InlineData("Xdp", "", "")]
    [InlineData("Xdp", "-Threads 2 -Flows 4", "-Sockets 2 -Method Recvmmsg")]
    public void EachStepHasWhatWasAskedSentAndLost(string backend, string flood, string sink)
    {
        PSObject measurement = bed.Session.One($"{Ramp} -LabHost $bed.Generator -Backend {backend} {flood} | {Sink} -LabHost $bed.Sink {sink}");
        IReadOnlyList<PSObject> steps = measurement.All("Steps");

        Assert.Equal([2000.0, 4000, 1000], steps.Select(s => s.Double("RatePps")));
        Assert.All(steps, s => Assert.Equal(0.3, s.Double("Seconds"), 6));
        Assert.All(steps, s => Assert.Equal(s.Long("Sent"), s.Long("Received") + s.Long("Lost")));
        Assert.Equal(measurement.Long("Flood.Sent"), steps.Sum(s => s.Long("Sent")));
        Assert.Equal(measurement.Long("Packets"), steps.Sum(s => s.Long("Received")));
        Assert.Equal(measurement.Long("Lost"), steps.Sum(s => s.Long("Lost")));

        // The flood itself reports the same, and its intervals add up to it.
        Assert.Equal(steps.Select(s => (s.Double("RatePps"), s.Long("Sent"), s.Long("Burst"))), measurement.All("Flood.Steps").Select(s => (s.Double("RatePps"), s.Long("Sent"), s.Long("Burst"))));
        Assert.Equal(measurement.Long("Flood.Sent"), measurement.All("Flood.Intervals").Sum(i => i.Long("Packets")));
        Assert.Equal((7000.0 / 3, 0.9), (measurement.Double("Flood.RatePps"), Math.Round(measurement.Double("Flood.Duration"), 6)));
        Assert.All(measurement.All("Flood.Intervals").Where(i => i.Get("RatePps") is not null), i => Assert.Contains(i.Double("RatePps"), new[] { 2000.0, 4000, 1000 }));
        Assert.All(measurement.All("Intervals"), i => Assert.NotNull(i.Get("SentPps")));
        Assert.All(measurement.All("Intervals").Where(i => i.Get("RatePps") is not null), i => Assert.Contains(i.Double("RatePps"), new[] { 2000.0, 4000, 1000 }));
    }

    [Fact]
    public void AFloodAloneHasStepsToo()
    {
        PSObject flood = bed.Session.One($"{Ramp} -Port {Receiver.FreePort()}");
        Assert.Equal(flood.Long("Sent"), flood.All("Steps").Sum(s => s.Long("Sent")));
        Assert.Equal([1L, 1, 1], flood.All("Steps").Select(s => s.Long("Burst")));
    }

    [Fact]
    public void AWindowThatCoversAPartSaysWhatOfAStepItHas()
    {
        PSObject measurement = bed.Session.Run($"{Ramp} -LabHost $bed.Generator | {Sink} -LabHost $bed.Sink -Warmup 0.4").Output[0];
        PSObject note = Assert.Single(measurement.All("Notes"));
        Assert.Equal("StepsOutsideWindow", note.Text("Code"));
        Assert.StartsWith("The window (-Warmup, -Duration, -Count) did not cover all of steps 1, 2: ", note.Text("Message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-NoCheck", "-NoCheck")]
    public void WhereLossesAreNotKnownANoteSaysWhy(string sink, string word)
    {
        PSObject measurement = bed.Session.Run($"{Ramp} | {Sink} {sink}").Output[0];
        Assert.All(measurement.All("Steps"), s => Assert.Equal((null, null, null), (s.Get("Received"), s.Get("Lost"), s.Get("LossPercent"))));
        Assert.Contains(measurement.All("Notes"), n => n.Text("Message").StartsWith("The losses of each step are unknown", StringComparison.Ordinal) && n.Text("Message").Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Ramp, "a ramp of 2,000, 4,000, 1,000 packets/s for 0.3 s each", "0.9 s")]
    [InlineData("Invoke-UdpFlood -RatePps (1..20 | ForEach-Object { 1000 * $_ }) -StepSeconds 2", "a ramp of 20 rates from 1,000 to 20,000 packets/s for 2 s each", "40 s")]
    public void WhatIfSaysTheRamp(string script, params string[] words)
    {
        (int code, string output, string error) = ShellProcess.Run($"{script} -WhatIf");
        Assert.True(code == 0, error);
        Assert.All(words, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public void TheTableIsLossByRate()
    {
        (int code, string output, string error) = ShellProcess.Run($"{Ramp} | {Sink}");
        Assert.True(code == 0 && error.Length == 0, error);
        string[] lines = [.. output.Split('\n').Where(l => l.Trim().Length > 0)];
        Assert.Equal(5, lines.Length);
        Assert.Matches("^Method +Rate pps +Sent pps +Sent +Received +Lost +Loss % +Burst Biggest loss", lines[0]);
        Assert.Matches("^Recvmsg +2,000 +[0-9,]+ +[0-9,]+ +[0-9,]+ +[0-9,]+ +[0-9.]+ ", lines[2]);
        Assert.Matches("^ +4,000 +[0-9,]+ ", lines[3]);
        Assert.Matches("^ +1,000 +[0-9,]+ ", lines[4]);
    }

    [Fact]
    public void AFileAndAJobKeepIt()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ramp-{Guid.NewGuid():N}.jsonl");
        try
        {
            IReadOnlyList<PSObject> given = bed.Session.Give($"$m = {Ramp} | {Sink}; $m; $m | Export-LabResult '{path}'; Import-LabResult '{path}'; [System.Management.Automation.PSSerializer]::Serialize($m, 2)");
            PSObject clixml = (PSObject)PSSerializer.Deserialize(given[2].ToString());
            Assert.Equal("UdpLab.SinkMeasurement#Ramp", given[1].TypeNames[0]);
            foreach (PSObject kept in new[] { given[1], clixml })
            {
                Assert.Equal(Steps(given[0], "Steps", "Received"), Steps(kept, "Steps", "Received"));
                Assert.Equal(Steps(given[0], "Flood.Steps", "Sent"), Steps(kept, "Flood.Steps", "Sent"));
                Assert.Equal(Steps(given[0], "Flood.Intervals", "Packets"), Steps(kept, "Flood.Intervals", "Packets"));
            }
        }
        finally
        {
            File.Delete(path);
        }

        static (string, long)[] Steps(PSObject of, string list, string count) => [.. of.All(list).Select(s => (s.Text("RatePps"), s.Long(count)))];
    }
}
