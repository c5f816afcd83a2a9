using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Measurements that are profiled.</summary>
public sealed partial class MeasureSinkCommand
{
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
    public SwitchParameter ProfileCost { get; set; }

    /// <summary>One of the parameters of the profile asks for one.</summary>
    private bool Profiling => Profile || ProfileCost || ProfileCpu.Length > 0 || MyInvocation.BoundParameters.ContainsKey(nameof(ProfileFrequency)) || MyInvocation.BoundParameters.ContainsKey(nameof(ProfileCallGraph));

    private PerfPlan? ProfilePlan => Profiling ? new PerfPlan { Frequency = ProfileFrequency, CallGraph = ProfileCallGraph, Cpus = ProfileCpu } : null;

    /// <summary>A profile that failed does not take the measurement with it.</summary>
    private PerfProfile? ReceiveProfile(SinkRunner sink, long packets)
    {
        try
        {
            PerfProfile? profile = sink.ReceiveProfile(packets, Cancel);
            WarnOfGaps(profile);
            return profile;
        }
        catch (LabException e)
        {
            WriteError(Record(new LabException(e.Code, $"The measurement stands, but has no profile: {e.Message}", nameof(Profile), e), LabHost));
            return null;
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException)
        {
            WriteError(Record(new LabException(FailureCode.Protocol, $"The measurement stands, but has no profile: what perf sent could not be read: {e.Message}", nameof(Profile), e), LabHost));
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }
}
