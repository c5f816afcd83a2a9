using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LineRate: the maximum packet and bit rates of a link, and how much of them a measurement reached.</summary>
[Cmdlet(VerbsCommon.Get, "LineRate", DefaultParameterSetName = "Speed")]
[OutputType(typeof(LineRate))]
public sealed class GetLineRateCommand : LabCmdlet
{
    private const string ByInterface = "Interface", ByNic = "Nic", ByMeasurement = "Measurement";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Speed")]
    [Parameter(Position = 0, ParameterSetName = ByMeasurement)]
    [ArgumentCompleter(typeof(LinkSpeedCompleter))]
    [ValidateRange(1, 10_000_000)]
    public int[] SpeedMbps { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = ByInterface)]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Interface { get; set; } = [];

    [Parameter(ParameterSetName = ByInterface)]
    [Alias("Session", "ComputerName")]
    [LabHostName]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByNic)]
    [ValidateNotNull]
    public LabNic[] Nic { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByMeasurement)]
    [ValidateNotNull]
    public SinkMeasurement[] Measurement { get; set; } = [];

    [Parameter(ParameterSetName = "Speed")]
    [Parameter(ParameterSetName = ByInterface)]
    [Parameter(ParameterSetName = ByNic)]
    [ArgumentCompleter(typeof(FrameMixCompleter))]
    [ValidateNotNullOrEmpty]
    [FrameMixes]
    public FrameMix[] PacketSize { get; set; } = [];

    [Parameter(ParameterSetName = "Speed")]
    [Parameter(ParameterSetName = ByInterface)]
    [Parameter(ParameterSetName = ByNic)]
    public SwitchParameter Vlan { get; set; }

    [Parameter(ParameterSetName = "Speed")]
    [Parameter(ParameterSetName = ByInterface)]
    [Parameter(ParameterSetName = ByNic)]
    public SwitchParameter Svlan { get; set; }

    [Parameter(ParameterSetName = "Speed")]
    [Parameter(ParameterSetName = ByInterface)]
    [Parameter(ParameterSetName = ByNic)]
    public SwitchParameter Ipv6 { get; set; }

    // Two tags are the inner VLAN tag and the service tag around it.
    private int Tags => Svlan ? 2 : Vlan ? 1 : 0;

    private IReadOnlyList<FrameMix> Frames => PacketSize.Length > 0 ? PacketSize : [LineRate.SmallestFrame(Ipv6)];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case ByMeasurement:
                foreach (SinkMeasurement measurement in Measurement)
                {
                    Write(SpeedMbps.Length == 0 ? [null] : SpeedMbps.Select(speed => (int?)speed), speed => MeasuredLineRate.Of(measurement, speed), measurement);
                }

                break;
            case ByNic:
                OfNics(Nic);
                break;
            case ByInterface:
                foreach (LabHost host in LabHost)
                {
                    _ = Try(() => OfNics(NicClient.Named(host, Interface, Cancel)), host);
                }

                break;
            default:
                foreach (int speed in SpeedMbps)
                {
                    Write(Frames, frames => LineRate.Of(speed, frames, Tags, Ipv6), speed);
                }

                break;
        }
    }

    private void OfNics(IEnumerable<LabNic> nics)
    {
        foreach (LabNic nic in nics)
        {
            Write(Frames, frames => LineRate.Of(nic, frames, Tags, Ipv6), nic);
        }
    }

    private void Write<T>(IEnumerable<T> inputs, Func<T, LineRate> rate, object about) => _ = Try(
        () =>
        {
            foreach (T input in inputs)
            {
                WriteObject(rate(input));
            }
        },
        about);
}
