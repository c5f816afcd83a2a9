using System.Globalization;
using System.Net.Sockets;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Pktgen;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The lock on pktgen: one holder, who is named, and nothing that another user could hold.</summary>
[Collection(Machine.Name)]
public sealed class PktgenLockTests
{
    [Fact]
    public void WhoeverWaitsForItLearnsWhoHasIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the lock is root's");
        using (HostLock held = PktgenLock.Take())
        {
            AgentException busy = Assert.Throws<AgentException>(PktgenLock.Take);
            Assert.Equal(FailureCode.Busy, busy.Code);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"pktgen is in use on this host by process {Environment.ProcessId}: one controller at a time."), busy.Message, StringComparison.Ordinal);
        }

        PktgenLock.Take().Dispose();
    }

    [Fact]
    public void ANameThatAnyUserCanBindIsNoLock()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the lock is root's");
        using System.Net.Sockets.Socket squatter = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        squatter.Bind(new UnixDomainSocketEndPoint("\0udplab-pktgen"));
        squatter.Listen();
        PktgenLock.Take().Dispose();
    }

    [Fact]
    public void ItsFileIsWhereOnlyRootMakesFilesAndGoesWithIt()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "the lock is root's");
        using (HostLock held = PktgenLock.Take())
        {
            string file = Assert.Single(Directory.GetFiles("/run", "udplab-pktgen-*.lock"), f => HostLock.Holder(f) == Environment.ProcessId);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.DoesNotContain(Directory.GetFiles("/run", "udplab-pktgen-*.lock"), f => HostLock.Holder(f) == Environment.ProcessId);
    }
}
