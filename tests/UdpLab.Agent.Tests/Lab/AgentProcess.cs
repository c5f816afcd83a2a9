using System.Diagnostics;
using System.Text.Json;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>A native agent and the conversation with it. Disposing closes its stdin, which must end it.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<Reply> _replies = [];
    private readonly Thread _reader;
    private long _lastId;
    private bool _ended;

    private AgentProcess(Process process)
    {
        _process = process;
        _reader = new Thread(ReadReplies) { IsBackground = true };
        _reader.Start();
        Hello = Wait<Hello>(0);
    }

    public Hello Hello { get; }

    /// <summary>The started process: the agent itself, or the program that runs it.</summary>
    public Process Process => _process;

    /// <summary>The agent's own process.</summary>
    public int Id => Hello.ProcessId;

    public bool Running => ProcessState.IsAlive(Id);

    /// <summary>All lines received so far.</summary>
    public Reply[] Replies
    {
        get
        {
            lock (_replies)
            {
                return [.. _replies];
            }
        }
    }

    public static AgentProcess Start(string? space = null) => Start(AgentBinary.Path, space is null ? [] : ["--netns", space]);

    /// <summary>An agent that receives through libc ("portable") or with this processor's own engines.</summary>
    public static AgentProcess StartWithEngine(string engine) => Start("env", [$"{Processor.Variable}={engine}", AgentBinary.Path]);

    /// <summary>An agent run by the user nobody, without capabilities.</summary>
    public static AgentProcess StartAsNobody(string? space = null) => space is null
        ? Start("setpriv", AsNobody)
        : Start("ip", ["netns", "exec", space, "setpriv", .. AsNobody]);

    public static AgentProcess Start(string program, IEnumerable<string> arguments)
    {
        // Otherwise another test's packets are counted, once in a hundred runs.
        Assert.Equal(Machine.Name, TestContext.Current.TestCollection?.TestCollectionDisplayName);
        return new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
    }

    private string ExitCode => _process.WaitForExit(1000) ? _process.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture) : "unknown";

    private static string[] AsNobody => ["--reuid=65534", "--regid=65534", "--clear-groups", AgentBinary.ForEveryone];

    /// <summary>Sends a request and returns its id.</summary>
    public long Send(Request request)
    {
        request.Id = ++_lastId;
        SendLine(JsonSerializer.Serialize(request, WireJson.Default.Request));
        return request.Id;
    }

    public void SendLine(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public T Ask<T>(Request request)
        where T : Reply => Wait<T>(Send(request));

    /// <summary>Sends a request that must be refused.</summary>
    public Failure Refused(Request request)
    {
        long id = Send(request);
        try
        {
            Reply reply = Wait<Reply>(id);
            throw new InvalidOperationException($"The agent should have refused, but answered {reply}.");
        }
        catch (RefusedException refusal)
        {
            return refusal.Failure;
        }
    }

    /// <summary>Waits for the first line of a given type for a request.</summary>
    public T Wait<T>(long id)
        where T : Reply
    {
        long end = Environment.TickCount64 + (long)_patience.TotalMilliseconds;
        lock (_replies)
        {
            while (true)
            {
                if (_replies.OfType<T>().FirstOrDefault(r => r.Id == id && r is not Failure) is T found)
                {
                    return found;
                }

                if (_replies.OfType<Failure>().FirstOrDefault(r => r.Id == id) is Failure failure)
                {
                    throw new RefusedException(failure);
                }

                long left = end - Environment.TickCount64;
                if (_ended || left <= 0)
                {
                    throw new TimeoutException($"The agent {(_ended ? $"ended with code {ExitCode}" : "said nothing")} before {typeof(T).Name} of request {id}; it sent: {string.Join(" | ", _replies.Select(r => r.GetType().Name))}.");
                }

                Monitor.Wait(_replies, (int)left);
            }
        }
    }

    /// <summary>Closes stdin, on which the agent's life depends.</summary>
    public void HangUp() => _process.StandardInput.Close();

    public void Dispose()
    {
        try
        {
            HangUp();
        }
        catch (IOException)
        {
            // It has already exited.
        }

        if (!_process.WaitForExit(10_000))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _reader.Join();
        _process.Dispose();
    }

    private void ReadReplies()
    {
        while (_process.StandardOutput.ReadLine() is string line)
        {
            Reply reply = JsonSerializer.Deserialize(line, WireJson.Default.Reply)!;
            lock (_replies)
            {
                _replies.Add(reply);
                Monitor.PulseAll(_replies);
            }
        }

        lock (_replies)
        {
            _ended = true;
            Monitor.PulseAll(_replies);
        }
    }
}
