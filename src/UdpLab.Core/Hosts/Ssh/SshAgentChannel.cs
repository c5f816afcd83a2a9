using System.Text;
using Renci.SshNet;

namespace UdpLab;

/// <summary>An agent on another machine: a channel of an SSH connection.</summary>
internal sealed class SshAgentChannel : AgentChannel
{
    private static readonly UTF8Encoding _utf8 = new(false);
    private readonly SshClient _client;
    private readonly SshCommand _command;
    private readonly Task _running;
    private readonly Stream _input;

    /// <summary>Starts a command whose stdin and stdout are an agent's.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="command">A shell command, composed by <see cref="AgentCommand"/> only.</param>
    public SshAgentChannel(SshClient client, string command)
    {
        _client = client;
        _command = client.CreateCommand(command, _utf8);
        _running = _command.ExecuteAsync();
        _input = Input();
    }

    public override bool SameClock => false;

    public override bool NeedsHeartbeat => true;

    public override bool IsUp => SshFailure.IsUp(_client);

    /// <summary>The command's exit status; null while it runs or if it was killed.</summary>
    public int? ExitStatus => _command.ExitStatus;

    public override bool WasCut(TimeSpan patience)
    {
        _ = Task.WhenAny(_running, Task.Delay(patience)).GetAwaiter().GetResult();
        return (_running.IsFaulted || ExitStatus is null) && !IsUp;
    }

    public override void WriteLine(string line)
    {
        try
        {
            _input.Write(_utf8.GetBytes(line + '\n'));
            _input.Flush();
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    public override bool HasPreamble => true;

    public override Stream Output => _command.OutputStream;

    public override Stream Complaints => _command.ExtendedOutputStream;

    public override bool End(TimeSpan patience)
    {
        try
        {
            _input.Dispose();
            return _running.Wait(patience);
        }
        catch (Exception e) when (e is AggregateException || SshFailure.Is(e))
        {
            return true;
        }
    }

    public override void Kill() => Release();

    public override void Dispose() => Release();

    /// <summary>A command that exits at once (the agent's file was changed) may end before its input is requested.</summary>
    private Stream Input()
    {
        try
        {
            return _command.CreateInputStream();
        }
        catch (InvalidOperationException) when (HasEnded(TimeSpan.FromSeconds(1)))
        {
            return Stream.Null;
        }
    }

    private bool HasEnded(TimeSpan patience) => Task.WhenAny(_running, Task.Delay(patience)).GetAwaiter().GetResult() == _running && _running.IsCompletedSuccessfully;

    // Closing a channel of a dead connection waits for an answer that never comes, so do it in the background.
    private void Release() => _ = Task.Run(() =>
    {
        try
        {
            _command.Dispose();
        }
        catch (Exception e) when (SshFailure.Is(e))
        {
            // The connection is gone.
        }
    });
}
