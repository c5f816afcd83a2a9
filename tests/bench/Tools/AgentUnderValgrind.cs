using System.Diagnostics;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab.Bench.Tools;

/// <summary>The agent as shipped, under callgrind, with its JSON lines.</summary>
internal sealed class AgentUnderValgrind : IDisposable
{
    private readonly Process _process;
    private readonly CancellationTokenRegistration _cancelled;
    private long _lastId;

    public AgentUnderValgrind(string networkNamespace, IEnumerable<string> valgrind, CancellationToken cancel)
    {
        ProcessStartInfo start = new("ip", ["netns", "exec", networkNamespace, .. valgrind, AgentProgram.LocalPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _cancelled = cancel.Register(Kill);
        _ = Receive<Hello>();
    }

    public void Send(Request request)
    {
        request.Id = ++_lastId;
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, WireJson.Default.Request));
        _process.StandardInput.Flush();
    }

    /// <summary>Reads until a line of this type arrives.</summary>
    public T Receive<T>()
        where T : Reply
    {
        while (_process.StandardOutput.ReadLine() is string line)
        {
            switch (JsonSerializer.Deserialize(line, WireJson.Default.Reply))
            {
                case T wanted:
                    return wanted;
                case Failure failure:
                    throw new InvalidOperationException($"agent under valgrind: {failure.Message}");
            }
        }

        throw new InvalidOperationException("the agent ended under valgrind");
    }

    /// <summary>Closes its stdin, which makes it exit, and waits until callgrind has written its file.</summary>
    public void Finish()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            throw new TimeoutException("the agent did not end under valgrind");
        }
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }
}
