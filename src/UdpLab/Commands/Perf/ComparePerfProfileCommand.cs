using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Compare-PerfProfile: how each symbol changed, and whether by more than sampling noise.</summary>
[Cmdlet(VerbsData.Compare, "PerfProfile")]
[OutputType(typeof(PerfSymbolChange))]
public sealed class ComparePerfProfileCommand : LabCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [PerfProfileSource]
    [ValidateNotNull]
    public PerfProfile Baseline { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [PerfProfileSource]
    [ValidateNotNull]
    public PerfProfile Candidate { get; set; } = null!;

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long? BaselinePackets { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    [OneValue<long>]
    public long? CandidatePackets { get; set; }

    [Parameter]
    [ValidateRange(0.0, 100.0)]
    [OneValue<double>]
    public double MinimumOverhead { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PerfProfile baseline = BaselinePackets is null ? Baseline : Baseline with { Packets = BaselinePackets };
        PerfProfile candidate = CandidatePackets is null ? Candidate : Candidate with { Packets = CandidatePackets };
        if (baseline.Event != candidate.Event && baseline.Event.Length > 0 && candidate.Event.Length > 0)
        {
            WriteWarning($"The baseline has samples of {baseline.Event}, the candidate of {candidate.Event}: their shares measure different things.");
        }

        WriteObject(PerfComparison.Of(baseline, candidate).Where(c => Math.Max(c.BaselineOverhead, c.CandidateOverhead) >= MinimumOverhead), enumerateCollection: true);
    }
}
