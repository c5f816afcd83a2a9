using System.Management.Automation;
using UdpLab.Loading;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Start-Sink: a sink that receives until it is stopped, for packets from anywhere.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sink")]
[OutputType(typeof(Sink))]
public sealed class StartSinkCommand : SinkCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter(ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(TestbedEnd.Sink, One = true, Except = [typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    [Parameter(Position = 0)]
    [ValidatePattern(@"^[A-Za-z0-9._-]{1,64}\z")]
    [OneValue(Text = true)]
    public string? Name { get; set; }

    [Parameter]
    [OneValue<ReceiveMethod>]
    public ReceiveMethod Method { get; set; } = ReceiveMethod.Recvmsg;

    [Parameter]
    public SwitchParameter Echo { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Contradiction() is { } contradiction)
        {
            WriteError(contradiction);
            return;
        }

        (LabHost, Interface) = Nic is null ? (LabHost, Interface) : (Nic.Host, Nic.Name);
        MeasuringPlan plan = new() { Host = LabHost, Methods = [Method], Sink = SocketPlan() with { Echo = Echo } };
        Try(() => WriteObject(RunningSinks.Start(Name, plan, ModuleLifetime.Owner, this, Cancel)), (object?)Nic ?? LabHost);
    }

    private ErrorRecord? Contradiction() =>
        Echo && Gro ? Wrong("InvalidArgument.Echo", nameof(Echo), Gro, "-Echo with -Gro: a bundle of segments is not what was sent; omit one of them.")
        : Echo && NotEchoed() is { } other ? Wrong("InvalidArgument.Echo", nameof(Echo), Echo, $"-Echo with -{other}: what is sent back is received as it came, and nothing else is requested of it; omit one of them.")
        : Echo && ReceiveOption.Echo.Refusal([Method]) is { } refusal ? Wrong("InvalidArgument.Echo", nameof(Echo), Method, refusal)
        : !ReceiveTraits.Of(Method).CanBeCut ? Wrong("InvalidArgument.Method", nameof(Method), Method, $"-Method {Method}: the kernel hands it packets that it has yet to count, so a sink that stays has no windows that add up; {ReceiveTraits.Names(t => t.CanBeCut)} have.")
        : SocketContradiction([Method]);

    /// <summary>The first option given that the replies cannot have.</summary>
    private string? NotEchoed() => Ttl ? nameof(Ttl)
        : PacketInfo ? nameof(PacketInfo)
        : Timestamp ? nameof(Timestamp)
        : CheckSender is not null ? nameof(CheckSender)
        : Discard ? nameof(Discard)
        : Segments > 1 ? nameof(Segments)
        : null;
}
