using System.Collections.Concurrent;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Init;

/// <summary>One agent of a guest. Threads of its own move its bytes, so that one that does not read or write holds up no other.</summary>
internal sealed class GuestAgent
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly SpawnedProcess _process;
    private readonly Action<GuestFrameKind, ReadOnlyMemory<byte>> _send;
    private readonly BlockingCollection<byte[]> _input = [];
    private readonly Thread[] _readers;

    /// <param name="process">The process.</param>
    /// <param name="send">Sends a frame.</param>
    public GuestAgent(SpawnedProcess process, Action<GuestFrameKind, ReadOnlyMemory<byte>> send)
    {
        (_process, _send) = (process, send);
        _readers = [Begin("stdout", () => Read(process.Output, GuestFrameKind.Data)), Begin("stderr", () => Read(process.Complaints, GuestFrameKind.Complaint))];
        _ = Begin("stdin", Feed);
    }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Adds bytes to its stdin.</summary>
    public void Write(byte[] bytes)
    {
        if (!_input.IsAddingCompleted)
        {
            _input.Add(bytes);
        }
    }

    /// <summary>Closes its stdin after what was written.</summary>
    public void CloseInput() => _input.CompleteAdding();

    /// <summary>Kills it.</summary>
    public void Kill() => _ = Libc.Kill(_process.Id, Abi.SIGKILL);

    /// <summary>It has ended: sends the rest of its output, and then calls back. What it started may hold its pipes, and is not waited for.</summary>
    public void Finish(Action done) => Begin("end", () =>
    {
        Array.ForEach(_readers, reader => reader.Join(_patience));
        CloseInput();
        done();
    });

    private static Thread Begin(string name, Action action)
    {
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (IOException)
            {
                // The process or the session has ended.
            }
        }, 256 * 1024)
        { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void Read(Stream output, GuestFrameKind kind)
    {
        using (output)
        {
            byte[] buffer = new byte[GuestFrame.Longest];
            while (output.Read(buffer) is > 0 and int read)
            {
                _send(kind, buffer.AsMemory(0, read));
            }
        }
    }

    private void Feed()
    {
        using Stream input = _process.Input;
        foreach (byte[] bytes in _input.GetConsumingEnumerable())
        {
            input.Write(bytes);
        }
    }
}
