using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Pipeline;

namespace UdpLab.Commands;

/// <summary>Invoke-UdpFlood: sends UDP packets, to the sink downstream or to whoever it was told.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UdpFlood", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(UdpFlood))]
public sealed class InvokeUdpFloodCommand : LabCmdlet
{
    private const string Activity = "Invoke-UdpFlood";
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private readonly HashSet<string> _told = [];
    private FloodGroup? _group;

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session")]
    [LabHostName]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter]
    public FloodBackend Backend { get; set; } = FloodBackend.Auto;

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Interface { get; set; }

    [Parameter(Position = 0)]
    [ValidateNotNull]
    public IPAddress? Destination { get; set; }

    [Parameter(Position = 1)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter]
    [ValidateNotNull]
    public IPAddress? Source { get; set; }

    [Parameter]
    [ValidateRange(1, 50000)]
    public int Flows { get; set; } = 1;

    [Parameter]
    [ValidateRange(60, 65549)]
    public int PacketSize { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 1024)]
    public int Burst { get; set; }

    [Parameter]
    [ValidateRange(1.0, 1e9)]
    public double RatePps { get; set; }

    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double Duration { get; set; }

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long Count { get; set; }

    [Parameter]
    [ValidateRange(2, 64)]
    public int Gso { get; set; }

    [Parameter]
    public SwitchParameter Inject { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int CloneSkb { get; set; }

    [Parameter]
    public PktgenXmitMode XmitMode { get; set; }

    [Parameter]
    [ValidateRange(0, 4095)]
    public int Vlan { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ImixPairs]
    public PktgenImix? Imix { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PktgenRange? QueueMap { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PktgenSettingsCompleter))]
    [ValidateNotNull]
    public Hashtable? Pktgen { get; set; }

    /// <summary>It has begun, and nothing more: what begins now is downstream of it.</summary>
    internal bool HasOnlyBegun { get; private set; }

    /// <summary>The port it was told, null for none.</summary>
    internal int? ToldPort => Bound(nameof(Port), Port);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Bound(nameof(Count), Count) is not null && Bound(nameof(Duration), Duration) is not null)
        {
            Refuse("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.");
        }

        if (Inject && Bound(nameof(XmitMode), XmitMode) is PktgenXmitMode mode and not PktgenXmitMode.netif_receive)
        {
            Refuse("InvalidArgument.XmitMode", nameof(XmitMode), XmitMode, $"-XmitMode {mode} sends packets out; -Inject is -XmitMode netif_receive. Give one of them.");
        }

        if (Backend == FloodBackend.Xdp && Bound(nameof(Burst), Burst) > 256)
        {
            Refuse("InvalidArgument.Burst", nameof(Burst), Burst, $"-Burst {Burst}: backend Xdp handles at most 256 frames at once.");
        }

        if (Bound(nameof(Threads), Threads) is int threads && Cpu.Length > threads)
        {
            Refuse("InvalidArgument.Cpu", nameof(Cpu), Cpu, $"-Cpu names {Cpu.Length} CPUs for -Threads {threads}; name at most one a thread.");
        }

        _ = Terminating(() => PktgenCommands.Of(PktgenOf()));
        HasOnlyBegun = true;
        _rendezvous.Enter(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HasOnlyBegun = false;
        if (Nic is not null)
        {
            LabHost = [Nic.Host];
            Interface = Nic.Name;
        }

        RequireCpusForXdp();
        MeasureSinkCommand? sink = _rendezvous.Sink;
        string where = Destination?.ToString() ?? (sink is null ? "127.0.0.1" : "the sink downstream");
        if (!ShouldProcess($"{where} from {string.Join<LabHost>(", ", LabHost)}", $"{ModuleToLoad()}Send a UDP flood"))
        {
            return;
        }

        _group?.Dispose();
        _group = Terminating(() => FloodGroup.Open(LabHost, Plan(), sink?.Runner, Cancel), LabHost);
        foreach (FloodRunner flood in _group.Floods)
        {
            WriteVerbose($"{(LabHost.Length > 1 ? flood.Host + ": " : "")}{flood.BackendReason}");
        }

        TellWarnings();

        if (sink is null)
        {
            Terminating(() => _group.Start(Cancel), LabHost);
            Await();
            Emit();
            return;
        }

        if (sink.Runner!.Plan.Check && _group.Floods.Any(f => !f.Numbered))
        {
            WriteVerbose("Packets repeat their headers (clone_skb, burst), so the sink cannot tell reordering and duplicates.");
        }

        UdpFlood[] floods = Terminating(() => sink.Attach(_group), LabHost);
        WriteObject(floods, enumerateCollection: true);

        // Whoever took the flood measured it; if nobody did (it went into a variable), it must not stay half-filled.
        Await();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (_group?.Floods.Select(f => f.Flood).FirstOrDefault(f => f is { State: FloodState.Running }) is { } flood)
        {
            TellStopped(string.Create(CultureInfo.InvariantCulture, $"Invoke-UdpFlood was stopped after {(DateTimeOffset.UtcNow - flood.Started).TotalSeconds:0.0} s."));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rendezvous.Leave(this);
        _group?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A thread of backend Xdp fills a CPU; more of them than CPUs go on for seconds after a stop.</summary>
    private void RequireCpusForXdp()
    {
        if (Backend == FloodBackend.Xdp && Bound(nameof(Threads), Threads) is int threads
            && LabHost.FirstOrDefault(host => threads > Terminating(() => host.Cpus, host)) is { } small)
        {
            Refuse("InvalidArgument.Threads", nameof(Threads), threads, $"-Threads {threads}: a thread of backend Xdp fills a CPU, and {small} has {small.Cpus}; use {small.Cpus} at most, or -Backend Socket.");
        }
    }

    /// <summary>Whoever asks what would happen is told of the module, too; nobody else waits for the answer.</summary>
    private string ModuleToLoad()
    {
        bool asks = MyInvocation.BoundParameters.ContainsKey("WhatIf") || MyInvocation.BoundParameters.ContainsKey("Confirm") || GetVariableValue("WhatIfPreference") is true;
        if (!asks || Backend != FloodBackend.Pktgen)
        {
            return "";
        }

        LabHost[] missing = [.. LabHost.Where(host =>
        {
            using PktgenClient client = Terminating(() => PktgenClient.Open(host), host);
            return !Terminating(() => client.Read(Cancel), host).Loaded;
        })];
        return missing.Length > 0 ? $"Load the kernel module pktgen (modprobe pktgen) on {string.Join<LabHost>(", ", missing)}, then: " : "";
    }

    private void Await()
    {
        FloodGroup group = _group!;
        Terminating(() =>
        {
            while (!group.Poll(stoppedByUs: false))
            {
                _ = WaitHandle.WaitAny([.. group.Arrived, Cancel.WaitHandle], 200);
                Cancel.ThrowIfCancellationRequested();
                ShowProgress(Activity, () => string.Create(CultureInfo.InvariantCulture, $"{(DateTimeOffset.UtcNow - group.Floods[0].Flood!.Started).TotalSeconds:0.0} s, {group.CurrentPps:N0} pps sent"));
            }
        });
        EndProgress(Activity);
        TellWarnings();
    }

    /// <summary>Each warning once, however often the flood runs.</summary>
    private void TellWarnings()
    {
        foreach (string warning in _group!.Floods.SelectMany(f => f.Warnings.Select(w => LabHost.Length > 1 ? $"{f.Host}: {w}" : w)).Where(_told.Add))
        {
            WriteWarning(warning);
        }
    }

    private void Emit()
    {
        TellFailures(_group!);
        WriteObject(_group!.Results, enumerateCollection: true);
    }

    private FloodPlan Plan() => new()
    {
        Backend = Backend,
        Interface = Interface,
        Destination = Destination,
        Port = ToldPort,
        DestinationMac = DestinationMac,
        Source = Source,
        Flows = Flows,
        PacketSize = Bound(nameof(PacketSize), PacketSize) ?? PktgenOf().PacketSize,
        Threads = Bound(nameof(Threads), Threads),
        Cpus = Cpu,
        Burst = Bound(nameof(Burst), Burst),
        RatePps = Bound(nameof(RatePps), RatePps),
        Duration = Bound(nameof(Duration), Duration),
        Count = Bound(nameof(Count), Count),
        Gso = Bound(nameof(Gso), Gso),
        Inject = Inject || XmitMode == PktgenXmitMode.netif_receive,
        Pktgen = PktgenOf(),
    };

    /// <summary>pktgen's settings of the table, without those that a parameter of the flood decides, and those that only pktgen has.</summary>
    private PktgenSettings PktgenOf()
    {
        PktgenSettings settings = Pktgen is null ? new() : PktgenSettingsTable.Of(Pktgen);
        settings.Count = Told(nameof(Count)) ? null : settings.Count;
        settings.Burst = Told(nameof(Burst)) ? null : settings.Burst;
        settings.Source = Told(nameof(Source)) ? null : settings.Source;
        settings.Destination = Told(nameof(Destination)) ? null : settings.Destination;
        settings.DestinationMac = Told(nameof(DestinationMac)) ? null : settings.DestinationMac;
        settings.DestinationPort = Told(nameof(Port)) ? null : settings.DestinationPort;
        if (Told(nameof(PacketSize)))
        {
            settings.PacketSize = settings.MinPacketSize = settings.MaxPacketSize = null;
        }

        if (Told(nameof(RatePps)))
        {
            settings.DelayNs = settings.RatePps = settings.RateMbps = null;
        }

        settings.CloneSkb = Bound(nameof(CloneSkb), CloneSkb) ?? settings.CloneSkb;
        settings.XmitMode = Bound(nameof(XmitMode), XmitMode) ?? settings.XmitMode;
        settings.VlanId = Bound(nameof(Vlan), Vlan) ?? settings.VlanId;
        settings.Imix = Imix ?? settings.Imix;
        settings.QueueMap = QueueMap ?? settings.QueueMap;
        return settings;
    }

    private bool Told(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private T? Bound<T>(string parameter, T value)
        where T : struct => Told(parameter) ? value : null;
}
