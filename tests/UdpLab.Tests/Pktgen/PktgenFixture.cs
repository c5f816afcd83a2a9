using System.Management.Automation;

namespace UdpLab.Tests.Pktgen;

/// <summary>
/// Two guests whose kernel has pktgen, connected as `gen` and `dut`; `gen` also has a veth veth0 - veth1 into a network
/// namespace with its own sshd, connected as `behind`.
/// </summary>
public sealed class PktgenFixture : IDisposable
{
    public const string Files = "/proc/net/pktgen";

    private readonly SshHome _home;

    public PktgenFixture(SharedGuests shared)
    {
        Machine.RequireRoot();
        Guests = shared.Pair;
        _home = new SshHome();
        Session = new Session();
        try
        {
            Connect();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Guests Guests { get; }

    public Session Session { get; }

    // What is asked often is asked of the shell alone: to start a program takes an emulated processor long.

    /// <summary>The devices, as the kernel lists them.</summary>
    public string[] Devices(string guest = "gen") => [.. Guests.Run(guest, $"cd {Files} 2>/dev/null && printf '%s\\n' * || true").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(n => n != "pgctrl" && !n.StartsWith("kpktgend_", StringComparison.Ordinal))];

    /// <summary>A device's file, read without UdpLab.</summary>
    public string Text(string device) => Guests.Run("gen", $"cat {Files}/{device}");

    /// <summary>A line with the names of running devices, empty for none.</summary>
    public string Running() => Guests.Run("gen", $"cd {Files} 2>/dev/null || exit 0; for f in kpktgend_*; do IFS= read -r -d '' text <$f; text=${{text#*Running:}}; echo ${{text%%Stopped:*}}; done").Trim();

    /// <summary>Starts a script, and returns when pktgen is sending.</summary>
    public ScriptRun Begin(string script)
    {
        ScriptRun run = Session.Start(script);
        Assert.True(Machine.Becomes(() => run.HasEnded || Running().Length > 0, 60), "It did not start.");
        if (run.HasEnded)
        {
            _ = run.Wait().MustBeClean();
            Assert.Fail("The script has already ended.");
        }

        return run;
    }

    /// <summary>Cleans up after a test, however it ended: no running script, no pktgen devices, debug off, and the veth up.</summary>
    public void Clean()
    {
        Session.StopWhatIsLeft();
        string left = Guests.Run("gen", "read -r state </sys/class/net/veth0/operstate; [ \"$state\" = up ] || { ip link set veth0 up; ip -n sink link set veth1 up; }; "
            + $"cd {Files} 2>/dev/null || exit 0; left=; for d in *; do case $d in pgctrl | kpktgend_*) ;; *) left=yes; echo 'debug 0' >$d ;; esac; done; [ -z \"$left\" ] || echo reset >pgctrl; echo $left");
        if (left.Trim().Length > 0 && !Machine.Becomes(() => Devices().Length == 0, 60))
        {
            Assert.Fail($"pktgen did not remove {string.Join(", ", Devices())}: {Guests.Run("gen", $"cat {Files}/kpktgend_*; ps -eLo pid,stat,wchan:30,args | grep -i pktgen; dmesg | tail -20")}");
        }
    }

    public PSObject Flood(string more, string sink = "-LabHost dut") => Session.One($"Invoke-UdpFlood -LabHost gen -Backend Pktgen {more} | Measure-Sink {sink} -ReceiveBuffer 16000000");

    public void Dispose()
    {
        Session.Run("Disconnect-LabHost *");
        Session.Dispose();
        _home.Dispose();
        Guests.Run("gen", "ip link del veth0; ip netns pids sink | xargs -r kill; ip netns del sink");
    }

    private void Connect()
    {
        File.Copy(Guests.KnownHosts, _home.KnownHosts);
        string key = File.ReadLines(Guests.KnownHosts).First().Split(' ', 2)[1];
        File.AppendAllText(_home.KnownHosts, $"10.88.0.2 {key}\n");
        File.WriteAllText(_home.Config, $"""
            Host behind
              HostName 10.88.0.2
              ProxyJump root@127.0.0.1:{Guests.Port("gen")}
            Host *
              User root
              IdentityFile {Guests.Key}

            """);
        Guests.Run("gen", $"set -e; modprobe veth; ! test -e {Files}/pgctrl || echo reset >{Files}/pgctrl; ip netns add sink; ip link add veth0 type veth peer name veth1 netns sink; ip addr add 10.88.0.1/24 dev veth0; ip link set veth0 up; "
            + "ip -n sink addr add 10.88.0.2/24 dev veth1; ip -n sink link set veth1 up; ip -n sink link set lo up; ip netns exec sink /usr/sbin/sshd -r");
        Session.Give($"Connect-LabHost '{Guests.Address("root", "gen")}', '{Guests.Address("root", "dut")}', behind -Name gen, dut, behind");
    }
}
