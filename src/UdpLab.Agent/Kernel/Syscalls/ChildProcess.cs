using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// A program that ends with the agent: the agent starts itself as a launcher, which requests SIGKILL on its parent's death
/// (PR_SET_PDEATHSIG) and then executes the program. An orderly shutdown kills it too (<see cref="ExitActions"/>).
/// </summary>
/// <remarks>The signal is tied to the thread that started the child, so that thread must live as long.</remarks>
internal sealed class ChildProcess : IDisposable
{
    /// <inheritdoc cref="GuestWords.LauncherOption"/>
    public const string LauncherOption = GuestWords.LauncherOption;

    /// <summary>The exit code of <see cref="Run"/> for a program that takes too long, as with timeout(1).</summary>
    public const int TimedOut = 124;

    private const int LongestComplaint = 16 * 1024;
    private readonly Process _process;
    private readonly Action _kill;
    private readonly StringBuilder _complaints = new();
    private readonly Thread _complaining;

    private ChildProcess(Process process)
    {
        _process = process;
        _kill = Kill;
        ExitActions.Add(_kill);
        _complaining = new Thread(ReadComplaints, 128 * 1024) { IsBackground = true, Name = "child-stderr" };
        _complaining.Start();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public int ExitCode => _process.ExitCode;

    /// <summary>What it has written to stderr so far.</summary>
    public string Complaints
    {
        get
        {
            lock (_complaints)
            {
                return _complaints.ToString().Trim();
            }
        }
    }

    /// <summary>Starts a program with an argument vector, without a shell.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">What follows its name.</param>
    /// <param name="environment">Environment variables in addition to LC_ALL.</param>
    public static ChildProcess Start(string program, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)>? environment = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [LauncherOption, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Messages in the language this program parses.
        start.Environment["LC_ALL"] = "C";
        foreach ((string name, string value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new AgentException(FailureCode.System, $"Starting {program} failed: {e.Message}.") { Path = program };
        }
    }

    /// <summary>Runs a program with little output to its end; one that takes too long is killed and gets the code <see cref="TimedOut"/>.</summary>
    public static (int Code, string Output, string Complaints) Run(string program, IReadOnlyList<string> arguments, TimeSpan patience, IEnumerable<(string Name, string Value)>? environment = null)
    {
        using ChildProcess process = Start(program, arguments, environment);
        process.Input.Close();
        Task<string> output = process._process.StandardOutput.ReadToEndAsync();
        return process.WaitForExit(patience) && output.Wait(TimeSpan.FromSeconds(1)) ? (process.ExitCode, output.Result, process.Complaints) : (TimedOut, "", process.Complaints);
    }

    /// <summary>Becomes the launched program; called in the launcher, and returns only on failure.</summary>
    public static unsafe int Launch(string parent, string program, IReadOnlyList<string> arguments)
    {
        _ = Libc.ProcessControl(Abi.PR_SET_PDEATHSIG, Abi.SIGKILL, 0, 0, 0);
        if (Libc.ParentProcess().ToString(CultureInfo.InvariantCulture) != parent)
        {
            // The agent died before the signal was requested.
            return 1;
        }

        byte** vector = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Count + 2), (nuint)sizeof(byte*));
        vector[0] = (byte*)Marshal.StringToCoTaskMemUTF8(program);
        for (int i = 0; i < arguments.Count; i++)
        {
            vector[i + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        _ = Libc.Exec(program, vector);
        Console.Error.WriteLine($"{program}: {Errno.Text(Errno.Last)}");
        return 127;
    }

    /// <summary>It ended in time, and all its output has been read.</summary>
    public bool WaitForExit(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience))
        {
            return false;
        }

        _complaining.Join(TimeSpan.FromSeconds(1));
        return true;
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended, or is ending.
        }
    }

    public void Dispose()
    {
        // Pipes in use are not closed with the process; its own children may depend on them.
        try
        {
            Input.Dispose();
        }
        catch (IOException)
        {
            // The output is no longer read.
        }

        Kill();
        _process.WaitForExit();
        Output.Dispose();
        ExitActions.Remove(_kill);
        _process.Dispose();
    }

    private void ReadComplaints()
    {
        char[] buffer = new char[1024];
        try
        {
            while (_process.StandardError.Read(buffer) is > 0 and var read)
            {
                lock (_complaints)
                {
                    if (_complaints.Length < LongestComplaint)
                    {
                        _complaints.Append(buffer, 0, read);
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was killed.
        }
    }
}
