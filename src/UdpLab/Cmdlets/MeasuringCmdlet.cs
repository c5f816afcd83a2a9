using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Base of the cmdlets that measure with a sink of their own: how long it waits, and how it is profiled.</summary>
public abstract class MeasuringCmdlet : SinkCmdlet
{
    [Parameter]
    [ValidateRange(0.1, 86400.0)]
    [Seconds]
    public double Timeout { get; set; } = SinkPlan.DefaultTimeoutSeconds;

    [Parameter]
    public SwitchParameter Profile { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] ProfileCpu { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(PerfFrequencyCompleter))]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int ProfileFrequency { get; set; } = PerfDefaults.Frequency;

    [Parameter]
    [OneValue<CallGraphMode>]
    public CallGraphMode ProfileCallGraph { get; set; } = CallGraphMode.Fp;

    [Parameter]
    [OneValue<PerfSampler>]
    public PerfSampler ProfileSampler { get; set; }

    /// <summary>A parameter of the profile was given, which implies one.</summary>
    private protected virtual bool Profiling => Profile || ProfileCpu.Length > 0 || IsGiven(nameof(ProfileFrequency)) || IsGiven(nameof(ProfileCallGraph)) || IsGiven(nameof(ProfileSampler));

    /// <summary>The sink's plan, without duration and count.</summary>
    private protected override SinkPlan SocketPlan() => base.SocketPlan() with
    {
        Timeout = Timeout,
        Profile = Profiling ? new PerfPlan { Frequency = ProfileFrequency, CallGraph = ProfileCallGraph, Sampler = ProfileSampler, Cpus = ProfileCpu } : null,
    };
}
