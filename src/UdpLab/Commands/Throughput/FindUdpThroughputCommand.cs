using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Find-UdpThroughput: searches for the highest rate that a sink receives with no more loss than allowed, and says what limited it.</summary>
[Cmdlet(VerbsCommon.Find, "UdpThroughput", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(ThroughputResult))]
public sealed partial class FindUdpThroughputCommand : MeasuringCmdlet, IThroughputObserver
{
    private const double DefaultMinimumPps = 1_000, DefaultMaximumPps = 100_000_000;
    private const int DefaultRetries = 2;
    private const string Tag = "UdpThroughput";

    // They decide how long a search continues and where it is kept, not what is measured.
    private static readonly string[] _free = [nameof(MaximumTrials), nameof(MaximumSeconds), nameof(MaxRetry), nameof(Journal), nameof(Resume), nameof(Timeout), nameof(Force)];
    private ThroughputRun? _run;
    private string? _size;

    // Trials show no progress of their own.
    private protected override int ProgressActivity => 0x0DD;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Contradiction() is { } contradiction)
        {
            WriteError(contradiction);
            return;
        }

        string? path = JournalPath(Journal, Resume, "search");
        Try(() => Named(() => Search(path)), LabHost);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (_run is { TrialCount: > 0 and var trials } run)
        {
            WarnWhileStopping(string.Create(CultureInfo.InvariantCulture, $"Find-UdpThroughput was stopped after {trials} {(trials == 1 ? "trial" : "trials")}{(_size is null ? "" : $" with {_size} bytes")}: {run.SoFar}.{(Journal is null ? "" : " The same command with -Resume goes on.")}"));
        }
    }

    void IThroughputObserver.Progress(Func<string> status, int percent, int secondsLeft) => ShowProgress(MyInvocation.MyCommand.Name, status, percent, secondsLeft);

    void IThroughputObserver.Tried(ThroughputTrial trial) =>
        WriteInformation(string.Create(CultureInfo.InvariantCulture, $"Trial {trial.Position}{(_size is null ? "" : $", {_size} bytes")}: {trial}"), [Tag]);

    private void Search(string? path)
    {
        LabHost[] generators = Generators();
        int?[] sizes = Sizes();
        if (path is not null)
        {
            ThroughputJournal.Check(path, [.. sizes.Select(size => Texts(generators, size))], Resume);
        }

        foreach (int? size in sizes)
        {
            ThroughputPlan plan = Plan(generators, size);
            plan.Check();
            FloodCombinations.Check(plan.Flood);
            (string target, string action) = Describe(plan);
            if (!ShouldProcess(target, action))
            {
                continue;
            }

            using ThroughputJournal? journal = path is null ? null : ThroughputJournal.Open(path, Texts(generators, size), Resume, WriteWarning);
            _size = sizes.Length > 1 ? size?.ToString(CultureInfo.InvariantCulture) : null;
            _run = new ThroughputRun(plan, journal, this);
            foreach (ThroughputResult result in _run.Run(Cancel))
            {
                WriteObject(result);
            }

            if (_run.Failure is { } failure)
            {
                WriteError(Record(failure, LabHost));
            }

            _run = null;
        }
    }

    /// <summary>Parameters that a flood calls -Interface and -Cpu have another name here, where those are the sink's.</summary>
    private void Named(Action work)
    {
        try
        {
            work();
        }
        catch (LabException e) when (e.Parameter is nameof(Interface) or nameof(Cpu) && !IsGiven(e.Parameter))
        {
            throw new LabException(e.Code, e.Message.Replace($"-{e.Parameter} ", $"-Generator{e.Parameter} ", StringComparison.Ordinal), $"Generator{e.Parameter}", e);
        }
        catch (LabException e) when (e.Parameter == nameof(LabHost) && e.Message.StartsWith("-LabHost names ", StringComparison.Ordinal))
        {
            throw new LabException(e.Code, e.Message.Replace("-LabHost ", "-Generator ", StringComparison.Ordinal), nameof(Generator), e);
        }
    }

    /// <summary>The senders: the other end, if the sink is a testbed's.</summary>
    private LabHost[] Generators() => Generator.Length > 0 ? Generator : [LabTestbeds.GeneratorOf(LabHost) ?? LabHosts.Local];

    private int?[] Sizes() => (PacketSize, PayloadSize) switch
    {
        ({ Length: > 0 } frames, _) => [.. frames.Select(size => (int?)size)],
        (_, { Length: > 0 } payloads) => [.. payloads.Select(size => (int?)size)],
        _ when Goal == ThroughputGoal.Rfc2544 && Payload.Length == 0 => [.. FrameMixText.Rfc2544Sizes.Select(size => (int?)size)],
        _ => [null],
    };

    private ErrorRecord? Contradiction() => IsGiven(nameof(PacketSize)) && IsGiven(nameof(PayloadSize))
        ? Wrong("PacketSizeWithPayloadSize", nameof(PayloadSize), PayloadSize, "-PacketSize (the frame) and -PayloadSize (without the headers) are two ways to say how large; give one of them.")
        : SocketContradiction([Method]);

    private ThroughputPlan Plan(LabHost[] generators, int? size) => new()
    {
        Generators = generators,
        Sink = new() { Host = LabHost, Methods = [Method], Sink = SocketPlan() },
        Flood = Flood(size),
        Settle = IsGiven(nameof(Settle)) ? Settle : Goal == ThroughputGoal.Mlr ? 0.05 : 2,
        Search = new()
        {
            Goals = Goals(),
            MinimumLoad = Given(nameof(MinimumPps), MinimumPps) ?? Math.Max(MinimumPps, ThroughputPlan.LeastPps(Goals())),
            MaximumLoad = MaximumPps,
            MaximumTrials = Given(nameof(MaximumTrials), MaximumTrials),
            MaximumSeconds = Given(nameof(MaximumSeconds), MaximumSeconds),
            Retries = MaxRetry,
        },
    };

    private SearchGoal[] Goals()
    {
        SearchGoal[] preset = Goal switch
        {
            ThroughputGoal.Rfc2544 => [SearchGoal.Rfc2544],
            ThroughputGoal.Tst009 => [SearchGoal.Tst009],
            _ => [SearchGoal.Ndr, SearchGoal.Pdr],
        };
        double[] losses = LossGoal.Length > 0 ? [.. LossGoal.Distinct()] : [.. preset.Select(goal => goal.LossRatio)];
        SearchGoal like = preset[0];
        double trial = Given(nameof(TrialDuration), TrialDuration) ?? like.FinalSeconds;
        return [.. losses.Select(loss => like with
        {
            LossRatio = loss,
            Width = Given(nameof(GoalWidth), GoalWidth) ?? like.Width,
            ExceedRatio = Given(nameof(ExceedRatio), ExceedRatio) ?? like.ExceedRatio,
            FinalSeconds = trial,
            InitialSeconds = Goal == ThroughputGoal.Rfc2544 ? trial : Math.Min(like.InitialSeconds, trial),

            // As many trials as the preset needs, unless a number is given.
            DurationSum = Given(nameof(DurationSum), DurationSum) ?? (Goal == ThroughputGoal.Mlr ? Math.Max(like.DurationSum, trial) : like.DurationSum / like.FinalSeconds * trial),
        })];
    }

    private FloodPlan Flood(int? size) => new FloodPlan
    {
        Backend = Backend,
        Interface = GeneratorInterface,
        Destination = AddressText.TryParse(Destination, out IPAddress? address) ? address : null,
        DestinationName = address is null ? Destination : null,
        AllowSpecialAddress = AllowSpecialAddress,
        Force = Force,
        DestinationMac = DestinationMac,
        Source = Source,
        Flows = Flows,
        PacketSize = PayloadSize.Length > 0 ? null : size,
        PayloadSize = PayloadSize.Length > 0 ? size : null,
        Threads = Given(nameof(Threads), Threads),
        Cpus = GeneratorCpu,
        Burst = Given(nameof(Burst), Burst),
        Gso = Given(nameof(Gso), Gso),
        Inject = Inject || XmitMode == PktgenXmitMode.netif_receive,
        Payloads = Payload,
        PayloadHeader = PayloadHeader,
        RatePps = MaximumPps,
    }.WithPktgen(PktgenSettingsTable.Of(Pktgen, Given(nameof(CloneSkb), CloneSkb), Given(nameof(XmitMode), XmitMode), Given(nameof(Vlan), Vlan), Imix, QueueMap));

    /// <summary>All parameters that affect what is measured, as text: a journal is resumed only if they are equal.</summary>
    private Dictionary<string, string> Texts(LabHost[] generators, int? size)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach ((string name, object value) in MyInvocation.BoundParameters.Where(given => !_free.Contains(given.Key) && !CommonParameters.Contains(given.Key)).OrderBy(given => given.Key, StringComparer.Ordinal))
        {
            texts[name] = Text(value);
        }

        texts[nameof(LabHost)] = LabHost.Name;
        texts[nameof(Generator)] = Text(generators);
        if (size is not null)
        {
            texts[PayloadSize.Length > 0 ? nameof(PayloadSize) : nameof(PacketSize)] = Text(size);
        }

        return texts;
    }

    private static string Text(object value) => Unwrapped.Of(value) switch
    {
        string text => text,
        byte[] payload => PayloadText.Format(payload),
        PktgenSettings { Table: { } table } => Text(table),
        IDictionary table => string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key}={Text(table[key] ?? "")}").Order(StringComparer.Ordinal)),
        IEnumerable several => string.Join(", ", several.Cast<object>().Select(Text)),
        var one => Convert.ToString(one, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Whether -WhatIf and -Confirm allow it. As with a flood, the plan is checked first.</summary>
    private (string Target, string Action) Describe(ThroughputPlan plan)
    {
        SearchGoal first = plan.Search.Goals[0];
        string action = string.Create(CultureInfo.InvariantCulture, $"Search between {plan.Search.MinimumLoad:N0} and {MaximumPps:N0} packets/s, in trials of {(first.InitialSeconds < first.FinalSeconds ? Text(first.InitialSeconds) + " to " : "")}{first.FinalSeconds:0.###} s, for loss goals {string.Join(", ", plan.Search.Goals.Select(goal => goal.LossRatio.ToString(CultureInfo.InvariantCulture)))}");
        if (!IsAsked)
        {
            return ($"{LabHost} from {string.Join<LabHost>(", ", plan.Generators)}", action);
        }

        using MeasuringRun sink = new();
        FloodPlan flood = plan.FloodOf(new TrialInput(MaximumPps, first.InitialSeconds));
        FloodPreview[] previews = FloodGroup.Preview(plan.Generators, flood, sink.TargetFor(plan.Sink, SinkAndFlood.HintsOf(flood), this, Cancel), Cancel);
        return (string.Join(", ", previews.Select(preview => preview.Target)), $"{action}, with UDP floods of {string.Join("; ", previews.Select(preview => preview.Description))}");
    }
}
