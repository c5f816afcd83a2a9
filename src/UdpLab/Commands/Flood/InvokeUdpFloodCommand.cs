using System.Globalization;
using System.Management.Automation;
using UdpLab.Pipeline;

namespace UdpLab.Commands;

/// <summary>Invoke-UdpFlood: sends UDP packets, to the sink downstream or to whoever it was told.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UdpFlood", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(UdpFlood))]
public sealed partial class InvokeUdpFloodCommand : LabCmdlet
{
    private const string Activity = "Invoke-UdpFlood";
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private readonly HashSet<string> _told = [];
    private HashSet<string> _toldAtFirst = [];
    private FloodGroup? _group;
    private bool _refused;

    /// <summary>It has begun, and nothing more: what begins now is downstream of it.</summary>
    internal bool HasOnlyBegun { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _toldAtFirst = [.. MyInvocation.BoundParameters.Keys];
        if (Contradiction() is { } contradiction)
        {
            _refused = true;
            WriteError(contradiction);
            return;
        }

        HasOnlyBegun = true;
        _rendezvous.Enter(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HasOnlyBegun = false;
        if (_refused)
        {
            return;
        }

        if (Nic is not null)
        {
            LabHost = [Nic.Host];
            Interface = Nic.Name;
        }

        try
        {
            if (Contradiction() is { } contradiction)
            {
                WriteError(contradiction);
                return;
            }

            Flood(_rendezvous.Sink);
        }
        catch (LabException e)
        {
            // The next row of a plan, the next host, or the next turn of a loop may do better.
            WriteError(Record(e, LabHost));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            ForgetRow();
        }
    }

    private void Flood(MeasureSinkCommand? downstream)
    {
        if (downstream is { IsRefused: true })
        {
            WriteVerbose("Nothing is sent: the sink downstream is not there to receive it.");
            return;
        }

        FloodPlan plan = Plan();
        SinkRunner? sink = downstream?.OpenFor(ToldPort, ToldIpv6);
        if (!IsWanted(plan, sink))
        {
            return;
        }

        _group?.Dispose();
        _group = FloodGroup.Open(LabHost, plan, sink, Cancel);
        foreach (FloodRunner flood in _group.Floods)
        {
            string where = LabHost.Length > 1 ? flood.Host + ": " : "";
            WriteVerbose($"{where}{flood.BackendReason}");
            if (plan.DestinationName is string name)
            {
                WriteVerbose($"{where}{name} is {flood.Destination}, as {flood.Host} resolves it.");
            }
        }

        TellWarnings();
        if (sink is null)
        {
            _ = _group.Start(Cancel);
            Await();
            Emit();
            return;
        }

        foreach (string warning in SinkCombinations.Warnings(sink, _group).Where(_told.Add))
        {
            WriteWarning(warning);
        }

        if (sink.Plan.Check && _group.Floods.Any(f => !f.Numbered))
        {
            WriteVerbose("Packets repeat their headers (clone_skb, burst), so the sink cannot tell reordering and duplicates.");
        }

        UdpFlood[] floods = downstream!.Attach(_group);
        WriteObject(floods, enumerateCollection: true);

        // Whoever took the flood measured it; if nobody did (it went into a variable), it must not stay half-filled.
        if (!_group.HasLostOne)
        {
            try
            {
                Await();
            }
            catch (LabException) when (_group.IsAbandoned)
            {
                // The line that the sink lost, and told of, was the flood's too.
            }
        }
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

    private void Await()
    {
        FloodGroup group = _group!;
        while (!group.Poll(stoppedByUs: false))
        {
            _ = WaitHandle.WaitAny([.. group.Arrived, Cancel.WaitHandle], 200);
            Cancel.ThrowIfCancellationRequested();
            ShowProgress(Activity, () => string.Create(CultureInfo.InvariantCulture, $"{(DateTimeOffset.UtcNow - group.Floods[0].Flood!.Started).TotalSeconds:0.0} s, {group.CurrentPps:N0} pps sent"));
        }

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
        foreach (string note in _group!.Results.SelectMany(f => f.Notes).Where(_told.Add))
        {
            WriteWarning(note);
        }

        WriteObject(_group!.Results, enumerateCollection: true);
    }

    /// <summary>Parameters that cannot go together.</summary>
    private ErrorRecord? Contradiction()
    {
        if (Told(nameof(Count)) && Told(nameof(Duration)))
        {
            return Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.");
        }

        if (Told(nameof(PacketSize)) && Told(nameof(PayloadSize)))
        {
            return Wrong("PacketSizeWithPayloadSize", nameof(PayloadSize), PayloadSize, $"-PacketSize {PacketSize} (the frame) and -PayloadSize {PayloadSize} (without the headers) are two ways to say how large; give one of them.");
        }

        if (Inject && Bound(nameof(XmitMode), XmitMode) is PktgenXmitMode mode and not PktgenXmitMode.netif_receive)
        {
            return Wrong("InvalidArgument.XmitMode", nameof(XmitMode), XmitMode, $"-XmitMode {mode} sends packets out; -Inject is -XmitMode netif_receive. Give one of them.");
        }

        if (Backend == FloodBackend.Xdp && Bound(nameof(Burst), Burst) > 256)
        {
            return Wrong("InvalidArgument.Burst", nameof(Burst), Burst, $"-Burst {Burst}: backend Xdp handles at most 256 frames at once.");
        }

        if (Bound(nameof(Threads), Threads) is int threads && Cpu.Length > threads)
        {
            return Wrong("InvalidArgument.Cpu", nameof(Cpu), Cpu, $"-Cpu names {Cpu.Length} CPUs for -Threads {threads}; name at most one a thread.");
        }

        try
        {
            _ = PktgenCommands.Of(PktgenOf(), AllowSpecialAddress);
            return null;
        }
        catch (LabException e)
        {
            return Record(e, Pktgen);
        }
    }
}
