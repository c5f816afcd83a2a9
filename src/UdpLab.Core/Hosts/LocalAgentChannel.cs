using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>An agent on this machine: a child process.</summary>
internal sealed class LocalAgentChannel : AgentChannel
{
    private readonly Process _process;

    private LocalAgentChannel(Process process) => _process = process;

    public override bool SameClock => true;

    public override bool NeedsHeartbeat => false;

    public override bool IsUp => !_process.HasExited;

    public static LocalAgentChannel Start(string host, IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new(AgentProgram.LocalPath)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new LocalAgentChannel(AgentProgram.Start(start));
        }
        catch (Win32Exception e)
        {
            string remedy = AgentProgram.IsExecutable(start.FileName) ? "" : $" Package managers unpack it without its mode: let its owner run 'chmod a+x {start.FileName}' once.";
            throw new LabException(FailureCode.System, $"{host}: starting the agent {start.FileName} failed: {e.Message}{remedy}", inner: e);
        }
    }

    public override void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public override Stream Output => _process.StandardOutput.BaseStream;

    public override Stream Complaints => _process.StandardError.BaseStream;

    public override bool End(TimeSpan patience)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The agent has already exited.
        }

        return _process.WaitForExit(patience);
    }

    public override void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public override void Dispose() => _process.Dispose();
}
