using System.Globalization;
using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Invoke-PerfCapture: records with the host's own perf, or without it, and returns the profile.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PerfCapture", DefaultParameterSetName = OfProcess)]
[OutputType(typeof(PerfProfile))]
public sealed class InvokePerfCaptureCommand : LabCmdlet
{
    private const string Activity = "Invoke-PerfCapture";
    private const string OfProcess = "ProcessId", OfSink = "Sink", OfCpu = "Cpu", OfAll = "AllCpus";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfProcess, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProcessCompleter))]
    [ValidateRange(1, int.MaxValue)]
    [OneValue<int>]
    public int ProcessId { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = OfSink, ValueFromPipelineByPropertyName = true)]
    [Alias("Port")]
    [SinkPort]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateRange(1, 65535)]
    public int Sink { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = OfCpu)]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = OfAll)]
    public SwitchParameter AllCpus { get; set; }

    [Parameter]
    [ValidateRange(0.01, 86400.0)]
    [Seconds]
    [Alias("Seconds")]
    public double Duration { get; set; } = 5;

    [Parameter]
    [ArgumentCompleter(typeof(PerfFrequencyCompleter))]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Frequency { get; set; } = PerfDefaults.Frequency;

    [Parameter]
    [ArgumentCompleter(typeof(PerfEventCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Event { get; set; }

    [Parameter]
    [OneValue<CallGraphMode>]
    public CallGraphMode CallGraph { get; set; } = CallGraphMode.Fp;

    [Parameter]
    [OneValue<PerfSampler>]
    public PerfSampler Sampler { get; set; }

    [Parameter]
    public SwitchParameter CacheLine { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Path { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true, Except = [typeof(UdpFlood)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (CacheLine && (Event is not null || IsGiven(nameof(CallGraph))))
        {
            Refuse("InvalidArgument.CacheLine", nameof(CacheLine), CacheLine, "-CacheLine records the CPU's own events of memory accesses, without stacks; omit -Event and -CallGraph.");
        }

        try
        {
            Try(Emit, ParameterSetName switch { OfProcess => ProcessId, OfSink => Sink, OfCpu => Cpu, _ => LabHost });
        }
        finally
        {
            EndProgress(Activity);
        }
    }

    private void Emit()
    {
        PerfProfile profile = Capture();
        foreach (PerfNote gap in profile.Gaps)
        {
            WriteWarning(gap.Message);
        }

        WriteObject(profile);
    }

    private PerfProfile Capture()
    {
        string? path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        if (path is not null)
        {
            PerfDataFile.Check(path, NoClobber);
        }

        using PerfCapture capture = PerfCapture.Start(LabHost, Plan(path), Duration, path, Cancel);
        WriteVerbose(capture.Command);
        long began = Environment.TickCount64;
        while (!capture.HasRecorded)
        {
            _ = WaitHandle.WaitAny([capture.Arrived, Cancel.WaitHandle], 200);
            Cancel.ThrowIfCancellationRequested();
            double seconds = (Environment.TickCount64 - began) / 1e3;
            ShowProgress(
                Activity,
                () => seconds < Duration ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s of {Duration:0.###} s recorded") : "resolving symbols",
                (int)Math.Min(100, 100 * seconds / Duration));
        }

        return capture.Receive(Cancel);
    }

    private PerfPlan Plan(string? path) => new()
    {
        ProcessId = ParameterSetName == OfProcess ? ProcessId : null,
        SinkPort = ParameterSetName == OfSink ? Sink : null,
        Cpus = Cpu,
        AllCpus = AllCpus,
        Frequency = Frequency,
        Event = Event,
        CallGraph = CallGraph,
        Sampler = Sampler,
        CacheLine = CacheLine,
        SendData = path is not null,
    };
}
