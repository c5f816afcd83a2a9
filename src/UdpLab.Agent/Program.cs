using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using UdpLab.Agent.Init;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent;

internal static class Program
{
    private const string NamespaceOption = "--netns";

    // A controller waits for answers; this many pending requests are a mistake.
    private const int MostWaiting = 4096;

    private static int Main(string[] arguments)
    {
        if (GuestInit.IsThis)
        {
            return GuestInit.Run();
        }

        if (ModprobeProgram.IsThis)
        {
            return ModprobeProgram.Run(arguments);
        }

        if (GuestTap.IsWanted(arguments))
        {
            try
            {
                GuestTap.Make(arguments[1], arguments[2]);
                arguments = arguments[3..];
            }
            catch (Exception e) when (e is AgentException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"{GuestWords.TapFailed} {e.Message}");
                return 1;
            }
        }

        if (arguments is [ChildProcess.LauncherOption, string parent, string program, ..])
        {
            return ChildProcess.Launch(parent, program, arguments[3..]);
        }

        // The last resort: registered exit actions run even then.
        AppDomain.CurrentDomain.UnhandledException += (_, e) => ExitActions.RunAndExit($"internal error: {(e.ExceptionObject as Exception)?.Message}");
        Conversation conversation = new(Console.OpenStandardOutput());
        try
        {
            if (arguments is [NamespaceOption, string name])
            {
                NetworkNamespace.BecomeAgentIn(name);
            }

            NameProcess();
            if (arguments.Length != 0)
            {
                Console.Error.WriteLine("udplab-agent: the helper UdpLab's cmdlets start; it reads JSON lines on stdin. Usage: udplab-agent [--netns NAME]");
                return 2;
            }

            // A terminal's Ctrl-C reaches the whole process group; the controller decides what it means and closes stdin.
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => ExitActions.RunAndExit());
            using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => ExitActions.RunAndExit());
            conversation.Reply(Greeting.Read());
            Converse(conversation);
            return 0;
        }
        catch (AgentException e)
        {
            conversation.Reply(e.ToReply(0));
            conversation.Flush();
            return 1;
        }
    }

    /// <summary>Re-executed from /proc/self/exe, the process would be called "exe" in ps and pgrep.</summary>
    private static unsafe void NameProcess()
    {
        fixed (byte* name = "udplab-agent\0"u8)
        {
            _ = Libc.ProcessControl(Abi.PR_SET_NAME, (nuint)name, 0, 0, 0);
        }
    }

    private static void Converse(Conversation conversation)
    {
        BlockingCollection<Request> requests = new(MostWaiting);
        new Thread(() => ReadLines(conversation, requests), 256 * 1024) { IsBackground = true, Name = "stdin" }.Start();
        foreach (Request request in requests.GetConsumingEnumerable())
        {
            conversation.Handle(request);
        }
    }

    /// <summary>
    /// The dead man's switch: when stdin closes, the controller is gone; sockets, BPF programs and sending threads end with
    /// this process, even during a command. Nothing here may block.
    /// </summary>
    private static void ReadLines(Conversation conversation, BlockingCollection<Request> requests)
    {
        string? words = null;
        try
        {
            Inbox inbox = new(Console.OpenStandardInput());
            while (words is null && inbox.Read(out ReadOnlySpan<byte> line, out bool tooLong))
            {
                if (conversation.Read(line, tooLong) is { } request && !requests.TryAdd(request))
                {
                    words = $"more than {MostWaiting} requests are waiting, and no controller sends that many.";
                }
            }
        }
        catch (IOException)
        {
            // A broken pipe means the same as a closed one.
        }
        catch (Exception e)
        {
            words = $"reading requests failed: {e.Message}";
        }

        ExitActions.RunAndExit(words);
    }
}
