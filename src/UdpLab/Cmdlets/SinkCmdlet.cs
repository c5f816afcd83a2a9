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

        ReceiveMethod[] unaware = [.. methods.Where(m => !ReceiveTraits.Of(m).ReportsSegments)];
        return Gro && unaware.Length > 0
            ? Wrong("InvalidArgument.Gro", nameof(Gro), unaware[0], $"-Gro with -Method {unaware[0]}: the size of the segments comes in a control message, which only {ReceiveTraits.Names(t => t.ReportsSegments)} receive.")
            : null;
    }

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
        Batch = Given(nameof(Batch), Batch),
        Check = !NoCheck,
    };
}
