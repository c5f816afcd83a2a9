using System.Globalization;
using System.Text;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>
/// The agents of a guest: one process per conversation, as on every other host, their pipes joined into one serial port. The
/// port's end is the end of the session.
/// </summary>
/// <param name="port">The port.</param>
internal sealed class GuestAgents(Stream port)
{
    private static readonly string[] _environment = ["PATH=/sbin:/bin", "HOME=/", "TMPDIR=/tmp"];
    private readonly Dictionary<int, GuestAgent> _agents = [];
    private readonly AutoResetEvent _started = new(false);

    /// <summary>Serves the controller until it is gone.</summary>
    /// <param name="notes">What could not be set up.</param>
    public void Serve(IEnumerable<string> notes)
    {
        new Thread(Reap, 256 * 1024) { IsBackground = true, Name = "reaper" }.Start();
        Send(GuestFrameKind.Ready, 0, Encoding.UTF8.GetBytes(string.Join('\n', notes)));
        while (GuestFrame.Read(port) is var (kind, number, bytes))
        {
            Handle(kind, number, bytes);
        }
    }

    private void Handle(GuestFrameKind kind, int number, byte[] bytes)
    {
        if (kind == GuestFrameKind.Start)
        {
            Start(number, [.. Encoding.UTF8.GetString(bytes).Split('\0')[..^1]]);
            return;
        }

        GuestAgent? agent;
        lock (_agents)
        {
            agent = _agents.GetValueOrDefault(number);
        }

        switch (kind)
        {
            case GuestFrameKind.Data:
                agent?.Write(bytes);
                break;
            case GuestFrameKind.Close:
                agent?.CloseInput();
                break;
            case GuestFrameKind.Kill:
                agent?.Kill();
                break;
        }
    }

    private void Start(int number, string[] arguments)
    {
        try
        {
            // The reaper may meet its end at once.
            lock (_agents)
            {
                _agents.Add(number, new GuestAgent(SpawnedProcess.Start(GuestWords.Init, ["udplab-agent", .. arguments], _environment), (kind, bytes) => Send(kind, number, bytes.Span)));
            }

            _ = _started.Set();
        }
        catch (AgentException e)
        {
            Send(GuestFrameKind.Complaint, number, Encoding.UTF8.GetBytes(e.Message));
            Send(GuestFrameKind.Ended, number, "1"u8);
        }
    }

    /// <summary>Waits for children, orphans of others too, which the kernel gives to the first process.</summary>
    private unsafe void Reap()
    {
        while (true)
        {
            int status;
            int process = Libc.Wait(-1, &status, 0);
            if (process < 0)
            {
                _ = _started.WaitOne();
                continue;
            }

            KeyValuePair<int, GuestAgent> ended;
            lock (_agents)
            {
                ended = _agents.FirstOrDefault(a => a.Value.ProcessId == process);
                if (ended.Value is not null)
                {
                    _ = _agents.Remove(ended.Key);
                }
            }

            // Killed: 128 and the signal, as a shell says it.
            int code = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            ended.Value?.Finish(() => Send(GuestFrameKind.Ended, ended.Key, Encoding.ASCII.GetBytes(code.ToString(CultureInfo.InvariantCulture))));
        }
    }

    private void Send(GuestFrameKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        lock (port)
        {
            GuestFrame.Write(port, kind, number, bytes);
        }
    }
}
