using System.Management.Automation;

namespace UdpLab.Tests.Perf;

/// <summary>Profiles that UdpLab takes without perf.</summary>
[Collection(Machine.Name)]
public sealed class SamplerTests(Session session) : IClassFixture<Session>
{
    [Fact]
    public void ASinksProfileIsTheSameObject()
    {
        Machine.RequireRoot();
        PSObject measurement = session.One("Invoke-UdpFlood -Duration 1.5 | Measure-Sink -Warmup 0.3 -Duration 0.8 -ProfileSampler Agent");
        PSObject profile = PSObject.AsPSObject(measurement.Get("Profile")!);
        Assert.True(profile.Long("Samples") > 0, "no sample");
        Assert.Equal(measurement.Double("Seconds"), profile.Double("Seconds"), 1e-9);
        Assert.Equal(profile.Long("Samples"), profile.Long("CallTree.Samples"));
        Assert.StartsWith("udplab-agent record -e c", profile.Text("Command"), StringComparison.Ordinal);
        Assert.Contains(profile.All("Notes"), n => n.Text("Code") == "SampledByAgent" && !n.Text("Message").Contains("not installed", StringComparison.Ordinal));
        Assert.DoesNotContain(profile.All("Notes"), n => n.Text("Code") == "NotUnderstood");
        Assert.Contains(profile.All("Symbols"), s => s.Text("Scope") == "Kernel" && s.Text("SharedObject") == "[kernel.kallsyms]");
        Assert.Contains(profile.All("Stacks"), s => s.ToString().Contains(";udp_recvmsg", StringComparison.Ordinal));
    }

    [Fact]
    public void AServersProfileHasItsFunctions()
    {
        Machine.RequireRoot();
        PSObject profile = session.One("$busy = [System.Diagnostics.Process]::Start('/bin/sh', [string[]]('-c', 'while :; do read x < /proc/version; done')); try { Invoke-PerfCapture -ProcessId $busy.Id -Duration 1 -Sampler Agent } finally { $busy.Kill() }");
        Assert.Contains(profile.All("Symbols"), s => s.Text("Scope") == "User" && s.Text("SharedObject").StartsWith("libc", StringComparison.Ordinal) && !s.Text("Name").StartsWith('['));
        Assert.DoesNotContain(profile.All("Notes"), n => n.Text("Code") is "NotUnderstood" or "UnresolvedKernel");
    }

    /// <summary>Every layer of the sum is there, and next to nothing is left over.</summary>
    [Fact]
    public void TheTimeOfAPacketIsDividedIntoLayers()
    {
        Machine.RequireRoot();
        PSObject measurement;
        int seconds = 1;
        do
        {
            // A sink that gets little of a busy machine has few samples.
            seconds *= 2;
            measurement = session.One($"Invoke-UdpFlood -Duration {seconds} | Measure-Sink -Trace -ProfileCpu (0..([Environment]::ProcessorCount - 1)) -ProfileSampler Agent");
            Assert.SkipWhen(measurement.Get("Trace") is null, "This machine cannot trace.");
        }
        while (measurement.Get("Costs") is null && seconds < 16);

        // Every sample is in a slot, and bursts share them.
        Assert.Equal(measurement.Long("Profile.Samples"), PSObject.AsPSObject(PSObject.AsPSObject(measurement.Get("Profile")!).Methods["GetSpan"].Invoke(-1e6, 2e6)).Long("Samples"));
        Assert.All(measurement.All("Trace.Bursts"), b => Assert.InRange(b.Long("Profile.Samples"), 0, measurement.Long("Profile.Samples")));

        Assert.True(measurement.Get("CostsMissing") is null, measurement.Get("CostsMissing")?.ToString());
        PSObject costs = PSObject.AsPSObject(measurement.Get("Costs")!);
        double total = costs.Double("TotalNs");
        Assert.Equal(total, costs.All("Parts").Where(p => p.Get("IsOfSoftirq") is false).Sum(p => p.Double("Nanoseconds")), total * 1e-9);
        Assert.All(new[] { "SoftirqNs", "SystemCallNs", "UserNs", "UdpNs" }, name => Assert.True(costs.Double(name) > 0, name));
        Assert.InRange(costs.Double("RemainderPercent"), 0, 10);

        // The threads' part is their CPU time, or less where softirqs ran on top of them.
        Assert.InRange(total - costs.Double("SoftirqNs"), 1, measurement.Double("CpuNsPerPacket") * 1.000001);
        Assert.Null(session.One("Invoke-UdpFlood -Duration 0.3 | Measure-Sink -Trace").Get("Costs"));
    }
}
