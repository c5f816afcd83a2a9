using System.Management.Automation;
using System.Net;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Base of the cmdlets that open a sink: how its sockets are created and read. A new option of sinks goes here.</summary>
public abstract class SinkCmdlet : LabCmdlet
{
    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address(Any = true)]
    public IPAddress Address { get; set; } = IPAddress.Any;

    [Parameter]
    public SwitchParameter AllowSpecialAddress { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    [OneValue(Text = true)]
    public string? Interface { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(PortCompleter))]
    [ValidateRange(1, 65535)]
    [OneValue<int>]
    public int Port { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Sockets { get; set; } = 1;

    [Parameter]
    public SwitchParameter SteerByCpu { get; set; }

    [Parameter]
    [CpuList]
    [ArgumentCompleter(typeof(CpuCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Cpu { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Batch { get; set; } = SinkPlan.DefaultBatch;

    [Parameter]
    [ValidateRange(0, 1_000_000)]
    [OneValue<int>]
    public int BusyPoll { get; set; }

    [Parameter]
    [ValidateRange(1024, int.MaxValue / 2)]
    [OneValue<int>]
    public int ReceiveBuffer { get; set; }

    [Parameter]
    public SwitchParameter Gro { get; set; }

    [Parameter]
    public SwitchParameter Discard { get; set; }

    [Parameter]
    [ValidateRange(1, 1024)]
    [OneValue<int>]
    public int Segments { get; set; } = 1;

    [Parameter]
    public SwitchParameter Ttl { get; set; }

    [Parameter]
    public SwitchParameter PacketInfo { get; set; }

    [Parameter]
    public SwitchParameter Timestamp { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(AddressCompleter))]
    [ValidateNotNull]
    [Address]
    public IPAddress? CheckSender { get; set; }

    [Parameter]
    public SwitchParameter Connect { get; set; }

    [Parameter]
    public SwitchParameter NoCheck { get; set; }

    /// <summary>Socket parameters that exclude each other.</summary>
    private protected ErrorRecord? SocketContradiction(IEnumerable<ReceiveMethod> methods)
    {
        if (SteerByCpu && Sockets < 2)
        {
            return Wrong("InvalidArgument.SteerByCpu", nameof(SteerByCpu), Sockets, "-SteerByCpu chooses among several sockets; give -Sockets 2 or more.");
        }

        if (Discard && Segments > 1)
        {
            return Wrong("InvalidArgument.Segments", nameof(Segments), Segments, $"-Segments {Segments} with -Discard: nothing is received that could be divided; give one of them.");
        }

        if (CheckSender is { } sender && IsGiven(nameof(Address)) && sender.AddressFamily != Address.AddressFamily)
        {
            return Wrong("InvalidArgument.CheckSender", nameof(CheckSender), sender, $"-CheckSender {sender} with -Address {Address}: they are of different address families, so no packet can come from there; give both as IPv4 or as IPv6.");
        }

        return Options().Select(option => option.Refusal(methods) is { } why ? Wrong($"InvalidArgument.{option.Parameter}", option.Parameter, methods, why) : null).FirstOrDefault(error => error is not null);
    }

    /// <summary>The given options that not every method has.</summary>
    private IEnumerable<ReceiveOption> Options() => new[]
    {
        Sockets > 1 ? ReceiveOption.Sockets : null, Connect ? ReceiveOption.Connect : null, BusyPoll > 0 ? ReceiveOption.BusyPoll : null,
        Gro ? ReceiveOption.Gro : null, Ttl ? ReceiveOption.Ttl : null, PacketInfo ? ReceiveOption.PacketInfo : null, Timestamp ? ReceiveOption.Timestamp : null,
        CheckSender is null ? null : ReceiveOption.CheckSender, Segments > 1 ? ReceiveOption.Segments : null, Discard ? ReceiveOption.Discard : null,
    }.OfType<ReceiveOption>();

    /// <summary>The plan of its sockets.</summary>
    private protected virtual SinkPlan SocketPlan() => new()
    {
        Address = IsGiven(nameof(Address)) ? Address : null,
        AllowSpecialAddress = AllowSpecialAddress,
        Port = Given(nameof(Port), Port),
        Interface = Interface,
        Sockets = Sockets,
        SteerByCpu = SteerByCpu,
        Cpus = Cpu,
        ReceiveBuffer = Given(nameof(ReceiveBuffer), ReceiveBuffer),
        BusyPoll = Given(nameof(BusyPoll), BusyPoll),
        Gro = Gro,
        Connect = Connect,
        Discard = Discard,
        Segments = Segments,
        Ttl = Ttl,
        PacketInfo = PacketInfo,
        Timestamp = Timestamp,
        CheckSender = CheckSender,
        Batch = Given(nameof(Batch), Batch),
        Check = !NoCheck,
    };
}
