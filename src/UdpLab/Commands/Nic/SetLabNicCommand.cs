using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Set-LabNic: changes interfaces, all settings or none. Undo-LabChange puts them back.</summary>
[Cmdlet(VerbsCommon.Set, "LabNic", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(LabNic))]
public sealed class SetLabNicCommand : NicCmdlet
{
    private NicSettings _wanted = new();

    /// <summary>The state that is outdated after a change: setting one interface can also change host settings and other interfaces.</summary>
    private NicState? _stale;

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [Alias("Interface")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public LabNic[] InputObject { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(0, 65535)]
    [OneValue<int>]
    public int RxQueues { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(0, 65535)]
    [OneValue<int>]
    public int TxQueues { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [Alias("Queues")]
    [ValidateRange(0, 65535)]
    [OneValue<int>]
    public int CombinedQueues { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int RssQueues { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public int[] RssWeight { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? RssKey { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(HashFieldCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] UdpHashFields { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [FlowRule]
    public NicFlowRule[] FlowRule { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(1, 1_048_576)]
    [OneValue<int>]
    public int RxRing { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(1, 1_048_576)]
    [OneValue<int>]
    public int TxRing { get; set; }

    [Parameter]
    [OneValue<NicPause>]
    public NicPause Pause { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(CoalescingCompleter))]
    [KeyTable<NicCoalescingTable>]
    public NicCoalescingTable Coalescing { get; set; } = new();

    [Parameter]
    [ArgumentCompleter(typeof(FeatureCompleter))]
    [KeyTable<NicFeatureTable>]
    public NicFeatureTable Feature { get; set; } = new();

    [Parameter]
    [ValidateRange(1, 1_000_000)]
    [OneValue<int>]
    public int Mtu { get; set; }

    [Parameter]
    [CpuAssignment]
    [ArgumentCompleter(typeof(CpuAssignmentCompleter))]
    [ValidateNotNull]
    public CpuAssignment? IrqAffinity { get; set; }

    [Parameter]
    [CpuAssignment]
    [ArgumentCompleter(typeof(CpuAssignmentCompleter))]
    [ValidateNotNull]
    public CpuAssignment? Rps { get; set; }

    [Parameter]
    [CpuAssignment]
    [ArgumentCompleter(typeof(CpuAssignmentCompleter))]
    [ValidateNotNull]
    public CpuAssignment? Xps { get; set; }

    [Parameter]
    [OneValue<bool>]
    public bool ThreadedNapi { get; set; }

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [OneValue<int>]
    public int BusyRead { get; set; }

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [OneValue<int>]
    public int BusyPoll { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _wanted = Terminating(Wanted);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Name")
        {
            ForEach(LabHost, Name, Set);
            return;
        }

        foreach (IGrouping<LabHost, LabNic> host in InputObject.GroupBy(n => n.Host))
        {
            ForEach([host.Key], [.. host.Select(n => n.Name)], Set);
        }
    }

    private void Set(NicClient client, NicState state, NicFacts facts)
    {
        if (ReferenceEquals(state, _stale))
        {
            NicState now = client.Read([facts.Name], Cancel);
            facts = now.Items.FirstOrDefault() ?? throw new LabException(FailureCode.NotFound, $"-Name {facts.Name}: {client.Host} no longer has this interface.", nameof(Name));
            Set(client, now, facts, stale: state);
        }
        else
        {
            Set(client, state, facts, stale: state);
        }
    }

    private void Set(NicClient client, NicState state, NicFacts facts, NicState stale)
    {
        SettingChange[] changes = client.Plan(state, facts, _wanted);
        client.Preview(changes, Cancel);
        if (changes.Length == 0)
        {
            WriteVerbose($"{facts.Name} of {client.Host} already has these settings.");
        }
        else if (ShouldProcess($"{facts.Name} of {client.Host}", string.Join("; ", changes.Select(c => $"{c.Setting}: {c.Before} -> {c.After}"))))
        {
            _stale = stale;
            foreach (LabChange change in client.Apply(changes, WriteWarning, Cancel))
            {
                WriteVerbose($"{change.Id}: {change}");
            }
        }
        else
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(changes.Length == 0 ? NicBuilder.Build(client.Host, facts, state.HostSettings) : client.Nics(client.Read([facts.Name], Cancel)), enumerateCollection: true);
        }
    }

    private NicSettings Wanted() => new()
    {
        RxQueues = Given(nameof(RxQueues), RxQueues),
        TxQueues = Given(nameof(TxQueues), TxQueues),
        CombinedQueues = Given(nameof(CombinedQueues), CombinedQueues),
        RssQueues = Given(nameof(RssQueues), RssQueues),
        RssWeight = RssWeight.Length > 0 ? RssWeight : null,
        RssKey = RssKey,
        UdpHashFields = UdpHashFields.Length > 0 ? UdpHashFields : null,
        FlowRules = FlowRule,
        RxRing = Given(nameof(RxRing), RxRing),
        TxRing = Given(nameof(TxRing), TxRing),
        Pause = Given(nameof(Pause), Pause),
        Coalescing = Coalescing.Entries,
        Features = Feature.Entries.ToDictionary(entry => entry.Key, Switch),
        Mtu = Given(nameof(Mtu), Mtu),
        IrqAffinity = IrqAffinity,
        Rps = Rps,
        Xps = Xps,
        ThreadedNapi = Given(nameof(ThreadedNapi), ThreadedNapi),
        BusyRead = Given(nameof(BusyRead), BusyRead),
        BusyPoll = Given(nameof(BusyPoll), BusyPoll),
    };

    private static bool Switch(KeyValuePair<string, object?> entry) => entry.Value switch
    {
        bool on => on,
        1 => true,
        0 => false,
        string text when text.Equals("on", StringComparison.OrdinalIgnoreCase) => true,
        string text when text.Equals("off", StringComparison.OrdinalIgnoreCase) => false,
        var other => throw new LabException(FailureCode.InvalidArgument, $"-Feature @{{ {entry.Key} = {other} }}: give $true or $false.", nameof(Feature)),
    };
}
