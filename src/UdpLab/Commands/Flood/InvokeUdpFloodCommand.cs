using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using UdpLab.Parameters;
using UdpLab.Pipeline;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Invoke-UdpFlood: sends UDP packets, to the sink downstream or to a destination of its own.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UdpFlood", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(UdpFlood))]
public sealed class InvokeUdpFloodCommand : FloodCmdlet, IUpstreamFlood
{
    private readonly Rendezvous _rendezvous = Rendezvous.Here;
    private HashSet<string> _givenAtFirst = [];
    private FloodGroup? _group;
    private bool _refused;
    private bool _hasOnlyBegun;

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Generator, Except = [typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<FloodBackend>]
    public FloodBackend Backend { get; set; } = FloodBackend.Auto;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Interface { get; set; }

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNullOrEmpty]
    [Address(Names = true)]
    public string? Destination { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PortCompleter))]
    [Alias("DestinationPort")]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [OneValue<PhysicalAddress>(Text = true)]
    public PhysicalAddress? DestinationMac { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address]
    public IPAddress? Source { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OneValue<SwitchParameter>]
    public SwitchParameter CountReplies { get; set; }

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    bool IUpstreamFlood.HasOnlyBegun => _hasOnlyBegun;

    SenderHints IUpstreamFlood.Hints => SinkAndFlood.HintsOf(Plan());

    /// <summary>The port given to the cmdlet; null for none. An SSH host from the pipeline has a Port too: sshd's.</summary>
    private int? GivenPort => LabHost is [SshLabHost host] && host.Port == Port && !_givenAtFirst.Contains(nameof(Port)) ? null : Given(nameof(Port), Port);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _givenAtFirst = [.. MyInvocation.BoundParameters.Keys];
        if (Contradiction(Plan) is { } contradiction)
        {
            _refused = true;
            WriteError(contradiction);
            return;
        }

        _hasOnlyBegun = true;
        _rendezvous.Enter(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _hasOnlyBegun = false;
        if (_refused)
        {
            return;
        }

        if (Nic is not null)
        {
            LabHost = [Nic.Host];
            Interface = Nic.Name;
        }

        if (Contradiction(Plan) is { } contradiction)
        {
            WriteError(contradiction);
        }
        else
        {
            // After a refusal the next row of a plan, the next host, or the next turn of a loop may succeed.
            Try(() => Flood(_rendezvous.Sink), LabHost);
        }

        ForgetRow();
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        base.StopProcessing();
        if (_group?.Floods.Select(f => f.Flood).FirstOrDefault(f => f is { State: FloodState.Running }) is { } flood)
        {
            WarnWhileStopping(string.Create(CultureInfo.InvariantCulture, $"Invoke-UdpFlood was stopped after {(DateTimeOffset.UtcNow - flood.Started).TotalSeconds:0.0} s."));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rendezvous.Leave(this);
        _group?.Dispose();
        base.Dispose(disposing);
    }

    private void Flood(IDownstreamSink? downstream)
    {
        if (downstream is { IsRefused: true })
        {
            WriteVerbose("Nothing is sent: the sink downstream cannot receive it.");
            return;
        }

        FloodPlan plan = Plan();
        FloodTarget? target = downstream?.TargetFor(SinkAndFlood.HintsOf(plan), this);
        if (!new FloodConsent(this, plan, target).IsGiven(Cancel))
        {
            return;
        }

        _group?.Dispose();
        _group = FloodGroup.Open(LabHost, plan, target, Cancel);
        _group.Describe(this);
        if (downstream is null)
        {
            _group.Run(this, Cancel);
            WriteObject(_group.Results, enumerateCollection: true);
            return;
        }

        WriteObject(downstream.Attach(_group, this), enumerateCollection: true);

        // A sink downstream completes the flood object; without one (assigned to a variable), complete it here.
        _group.Complete(this, Cancel);
    }

    private FloodPlan Plan() => (Packets() with
    {
        Backend = Backend,
        Interface = Interface,
        Destination = AddressText.TryParse(Destination, out IPAddress? address) ? address : null,
        DestinationName = address is null ? Destination : null,
        AllowSpecialAddress = AllowSpecialAddress,
        Force = Force,
        Port = GivenPort,
        DestinationMac = DestinationMac,
        Source = Source,
        CountReplies = CountReplies,
    }).WithPktgen(PktgenOf());

    /// <summary>Values of one row do not apply to the next; the engine resets the values but keeps their names.</summary>
    private void ForgetRow()
    {
        foreach (string parameter in MyInvocation.BoundParameters.Keys.Except(_givenAtFirst).ToArray())
        {
            _ = MyInvocation.BoundParameters.Remove(parameter);
        }
    }
}
