using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Tests.Hosts;

/// <summary>A host in its own network, whose packets can be dropped.</summary>
[Collection(Machine.Name)]
public class DistanceTests
{
    private const string Nobody = "02:00:00:00:00:99";

    private static readonly string FarSpace = $"udplab-test-far{Machine.Own}", Here = $"udf{Machine.Own}a", There = $"udf{Machine.Own}b";

    [Fact]
    public void PacketsThatAreDroppedEndIt()
    {
        Machine.RequireRoot();
        using SshHome home = new();
        Build();
        try
        {
            using SshServer server = SshServer.Start("--netns", FarSpace, "--address", "198.19.77.2");
            File.Copy(server.KnownHosts, home.KnownHosts);
            using Session session = new();
            session.Give(server.Connect("lab", "-Name far"));
            ScriptRun run = session.Start("Invoke-UdpFlood -LabHost far -RatePps 500 -Duration 60 | Measure-Sink -LabHost far -ReceiveBuffer 8000000");
            Assert.True(Machine.Becomes(() => run.ShowsProgress && Sent() > 0, 30), "The flood did not start.");

            // Frames to an unused address are silently dropped, in both directions.
            Tool.Run("ip", "neigh", "replace", "198.19.77.2", "lladdr", Nobody, "dev", Here, "nud", "permanent");
            Tool.Run("ip", "-n", FarSpace, "neigh", "replace", "198.19.77.1", "lladdr", Nobody, "dev", There, "nud", "permanent");
            Stopwatch clock = Stopwatch.StartNew();
            Assert.True(Machine.Becomes(() => Sent() == 0, 2 * Machine.Soon), "The flood did not stop.");
            ErrorRecord error = Assert.Single(run.Wait().Errors);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
            Assert.Contains("nothing was heard", error.Exception.Message, StringComparison.Ordinal);
            Assert.StartsWith("Connection.LabHost", error.FullyQualifiedErrorId, StringComparison.Ordinal);

            Tool.Run("ip", "neigh", "del", "198.19.77.2", "dev", Here);
            Tool.Run("ip", "-n", FarSpace, "neigh", "del", "198.19.77.1", "dev", There);
            Assert.True(Machine.Becomes(() => server.Agents.Length == 0, 10), "An agent is still running.");
            session.Give(server.Connect("lab", "-Name far"));
            Assert.Equal(200, session.One("Invoke-UdpFlood -LabHost far -Count 200 -RatePps 5000 | Measure-Sink -LabHost far").Long("Packets"));
            session.Give("Disconnect-LabHost far");
        }
        finally
        {
            Tool.Run("ip", "netns", "del", FarSpace);
        }
    }

    private static void Build()
    {
        Tool.Run("ip", "netns", "add", FarSpace);
        Tool.Run("ip", "link", "add", Here, "type", "veth", "peer", "name", There, "netns", FarSpace);
        Tool.Run("ip", "addr", "add", "198.19.77.1/24", "dev", Here);
        Tool.Run("ip", "link", "set", Here, "up");
        Tool.Run("ip", "-n", FarSpace, "addr", "add", "198.19.77.2/24", "dev", There);
        Tool.Run("ip", "-n", FarSpace, "link", "set", There, "up");
        Tool.Run("ip", "-n", FarSpace, "link", "set", "lo", "up");
    }

    /// <summary>UDP datagrams sent by sockets there in a quarter of a second.</summary>
    private static long Sent()
    {
        long before = Count();
        Thread.Sleep(250);
        return Count() - before;
    }

    private static long Count() => long.Parse(
        Space.Run(FarSpace, "sh", "-c", "grep '^Udp:' /proc/net/snmp | tail -1").Split(' ')[4],
        System.Globalization.CultureInfo.InvariantCulture);
}
