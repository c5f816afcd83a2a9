using System.Management.Automation;

namespace UdpLab.Tests.Pktgen;

/// <summary>A search for throughput with the kernel's own generator.</summary>
public sealed partial class PktgenTests
{
    /// <summary>pktgen waits a whole number of nanoseconds between packets, so only such rates are asked for. An emulated guest may miss its pace, which is a warning.</summary>
    [Fact]
    public void ItAsksForRatesThatPktgenCanSend()
    {
        PSObject result = lab.Session.One("Find-UdpThroughput -LabHost dut -Generator gen -Backend Pktgen -Threads 1 -LossGoal 0.5 -TrialDuration 0.2 -DurationSum 0.2 -GoalWidth 0.5 -MaximumPps 5000 -MinimumPps 500 -MaximumTrials 6 -ReceiveBuffer 16000000 -WarningAction SilentlyContinue");
        Assert.Equal("Pktgen", result.Text("Backend"));
        IReadOnlyList<PSObject> trials = result.All("Trials");
        Assert.NotEmpty(trials);
        Assert.All(trials, trial =>
        {
            double delay = 1e9 / trial.Double("RatePps");
            Assert.Equal(Math.Round(delay), delay, 1e-3);
        });
        Assert.Contains(trials, trial => trial.Get("Measurement") is not null);
        Assert.Empty(lab.Devices());
    }
}
