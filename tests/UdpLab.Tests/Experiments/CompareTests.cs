using System.Management.Automation;

namespace UdpLab.Tests.Experiments;

/// <summary>Compare-SinkMeasurement on real measurements. It compares numbers of packets, because rates depend on the machine.</summary>
[Collection(Machine.Name)]
public class CompareTests(CompareTests.Measured measured) : IClassFixture<CompareTests.Measured>
{
    private static readonly string[] _shown = ["Baseline", "Candidate", "Verdict", "Ratio", "Low", "High", "Repeats", "Interleaved", "ChangeText"];

    [Fact]
    public void TheLevelsOfAPropertyAreCompared()
    {
        PSObject c = measured.Session.One("$all | Compare-SinkMeasurement -By Flood.Count -Metric Packets");

        Assert.Equal("UdpLab.Comparison", c.TypeNames[0]);
        Assert.Equal(["300", "600", "Faster", "2", "2", "2", "4", "True", "+100.0 %"], _shown.Select(c.Text));
        Assert.StartsWith("Packets is 100.0 % higher (95 %: +100.0 .. +100.0 %).", c.Text("Reason"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Baseline 600 -Metric Packets", "600 300 Slower")]
    [InlineData("-Metric LossPercent", "300 600 NoDifference")]
    [InlineData("-Metric Packets -Per Method, Sockets", "300 600 Faster")]
    [InlineData("-Metric Port -AllowDifference *", "300 600 NoDifference")]
    public void OneLevelIsTheBaseline(string parameters, string expected) =>
        Assert.Equal(expected, measured.Session.One($"$all | Compare-SinkMeasurement -By Flood.Count {parameters}").Properties is var p ? $"{p["Baseline"].Value} {p["Candidate"].Value} {p["Verdict"].Value}" : "");

    [Fact]
    public void TwoListsMustAgreeInAllElse()
    {
        PSObject refused = measured.Session.One("Compare-SinkMeasurement $few $many -Metric Packets");
        Assert.Equal("NotComparable", refused.Text("Verdict"));
        Assert.Equal("The runs differ in Flood.Count (300 and 600). If that is intended, add -AllowDifference Flood.Count.", refused.Text("Reason"));

        PSObject allowed = measured.Session.One("$many | Compare-SinkMeasurement -Baseline $few -Metric Packets -AllowDifference Flood.Count");
        Assert.Equal(("300", "600", "Faster"), (allowed.Text("Baseline"), allowed.Text("Candidate"), allowed.Text("Verdict")));
    }

    [Fact]
    public void CalibrationIsPrintedBeforeTheVerdict()
    {
        const string block = "-Calibrate -Repeat 4 -ScriptBlock { Invoke-UdpFlood -RatePps 20000 -Count 100 | Measure-Sink -ReceiveBuffer 4000000 }";
        PSObject alone = measured.Session.One($"Compare-SinkMeasurement {block} -Metric Packets");
        Assert.Equal(("UdpLab.ComparisonCalibration", 0.0, 0.0, 4L), (alone.TypeNames[0], alone.Double("FalseVerdictPercent"), alone.Double("SmallestDetectablePercent"), alone.Long("Repeats")));

        ScriptRun run = measured.Session.Run($"$all | Compare-SinkMeasurement -By Flood.Count -Metric Packets {block}").MustBeClean();
        Assert.Contains(run.Lines, l => l == "A/A: of 8 comparisons of 4 with 4 identical runs, 0.0 % claim a difference in Packets; the smallest difference found in 9 of 10 is 0.0 %.");
        Assert.Equal(100, Assert.Single(run.Output).Double("Calibration.Median"));
        Assert.NotEmpty(run.Progress);
        Assert.Equal(ProgressRecordType.Completed, run.Progress[^1].RecordType);
    }

    [Fact]
    public void CtrlCStopsACalibration()
    {
        ScriptRun run = measured.Session.Start("Compare-SinkMeasurement -Calibrate -Repeat 100 -ScriptBlock { Invoke-UdpFlood -RatePps 1000 -Duration 60 | Measure-Sink }");
        Assert.True(Machine.Becomes(() => run.Progress.Any(p => p.Activity is "Measure-Sink" or "Invoke-UdpFlood"), 30), "No run has started.");

        Assert.InRange(run.Stop().TotalSeconds, 0, Machine.Soon);
        Assert.True(run.WasStopped);
    }

    [Theory]
    [InlineData("$all | Compare-SinkMeasurement -By Qeues", "InvalidArgument.By", "-By Qeues is neither a factor nor a property")]
    [InlineData("$all | Compare-SinkMeasurement -By Flood.Count -Metric Foo", "InvalidArgument.Metric", "-Metric Foo is neither")]
    [InlineData("$all | Compare-SinkMeasurement -By Flood.Count -Per Foo", "InvalidArgument.Per", "-Per Foo is neither")]
    [InlineData("$all | Compare-SinkMeasurement -By Method", "InvalidArgument.By", "all 8 measurements have Method Recvmsg, so there is nothing to compare")]
    [InlineData("$all | Compare-SinkMeasurement -By Flood.Count -Baseline 5", "InvalidArgument.Baseline", "they are 300, 600")]
    [InlineData("$all | Compare-SinkMeasurement -By Flood.Count -Baseline $few", "InvalidArgument.Baseline", "the one level that the others are compared with")]
    [InlineData("Compare-SinkMeasurement 300 $many", "InvalidArgument.Baseline", "is not a list of measurements")]
    [InlineData("Compare-SinkMeasurement $few", "InvalidArgument.Candidate", "-Candidate is missing")]
    [InlineData("Compare-SinkMeasurement", "InvalidArgument.Baseline", "-Baseline is missing")]
    [InlineData("@() | Compare-SinkMeasurement -By Method", "InvalidArgument.Candidate", "no measurement came")]
    [InlineData("$all | Compare-SinkMeasurement", "InvalidArgument.Baseline", "-By")]
    [InlineData("Compare-SinkMeasurement -By Method", "InvalidArgument.Candidate", "-Candidate is missing")]
    [InlineData("Compare-SinkMeasurement $few $many -Calibrate", "InvalidArgument.Calibrate", "give both, or neither")]
    [InlineData("Compare-SinkMeasurement $few $many -ScriptBlock { 1 }", "InvalidArgument.ScriptBlock", "give both, or neither")]
    [InlineData("Compare-SinkMeasurement $few $many -Repeat 5", "InvalidArgument.Repeat", "pairs of -Calibrate")]
    [InlineData("Compare-SinkMeasurement -Calibrate -ScriptBlock { 1 }", "InvalidArgument.ScriptBlock", "gave 0 measurements in a run")]
    [InlineData("Compare-SinkMeasurement -Calibrate -ScriptBlock { $all }", "InvalidArgument.ScriptBlock", "gave 8 measurements in a run")]
    [InlineData("Compare-SinkMeasurement $few $many -Margin 0", "ParameterArgumentValidationError", "0.01")]
    [InlineData("Compare-SinkMeasurement $few 5", "CannotConvertArgumentNoMessage", "")]
    public void WhatCannotWorkIsRefused(string script, string errorId, string words) => Assert.Contains(words, measured.Session.Run(script).MustFail(errorId).Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("$all | Compare-SinkMeasurement -By Meth", "Method")]
    [InlineData("$all | Compare-SinkMeasurement -By Flood.Count -Per Meth", "Method")]
    [InlineData("$all | Compare-SinkMeasurement -By Method -Metric CpuN", "CpuNsPerPacket")]
    [InlineData("$all | Compare-SinkMeasurement -By Method -Metric Latency.P99M", "Latency.P99Microseconds")]
    [InlineData("$all | Compare-SinkMeasurement -By Method -Metric InData", "InDatagrams")]
    [InlineData("Compare-SinkMeasurement $few $many -AllowDifference Gover", "Governor")]
    public void NamesAreCompleted(string line, string expected) => Assert.Equal(
        expected,
        string.Join(',', measured.Session.Give($"$line = '{line}'; [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText").Select(w => w.ToString())));

    /// <summary>One line per cell, the caveats in the list; statistics packages are loaded when first used.</summary>
    [Fact]
    public void ALineACell()
    {
        (int code, string output, string error) = ShellProcess.Run($$"""
            $loaded = { @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -in 'Perfolizer', 'Pragmastat' }).Count }
            $all = foreach ($r in 1..4) { foreach ($n in 300, 600) { Invoke-UdpFlood -RatePps 20000 -Count $n | Measure-Sink -ReceiveBuffer 4000000 } }
            "before $(& $loaded)"
            $all | Compare-SinkMeasurement -By Flood.Count -Metric Packets, LossPercent
            "after $((& $loaded) -gt 0)"
            """);
        Assert.Equal((0, ""), (code, error));
        string[] lines = [.. output.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
        Assert.Equal("before 0", lines[0]);
        Assert.Equal("after True", lines[^1]);
        Assert.Matches("^Metric +Compared +Baseline +Candidate +Change Verdict +95 % interval +Runs +Reason$", lines[1]);
        Assert.Matches(@"^Packets +300 > 600 +300 +600 \+100\.0 % Faster +\+100\.0 \.\. \+100\.0 % +4 +Packets is", lines[3]);
        Assert.Matches(@"^LossPercent +300 > 600 +0 +0 +~ NoDifference +0\.0 \.\. 0\.0 % +4 +LossPercent", lines[^2]);
    }

    /// <summary>Four measurements of 300 packets and four of 600, in turn.</summary>
    public sealed class Measured : IDisposable
    {
        public Measured() => Session.Give("""
            $global:all = foreach ($r in 1..4) { foreach ($n in 300, 600) { Invoke-UdpFlood -RatePps 20000 -Count $n | Measure-Sink -ReceiveBuffer 4000000 } }
            $global:few = @($all | Where-Object Packets -EQ 300)
            $global:many = @($all | Where-Object Packets -EQ 600)
            """);

        public Session Session { get; } = new();

        public void Dispose() => Session.Dispose();
    }
}
