using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using UdpLab.Agent.Native;
using UdpLab.Agent.Perf;
using UdpLab.Wire;

namespace UdpLab.Agent;

internal static class Program
{
    private const string NamespaceOption = "--netns";

    private static int Main(string[] arguments)
    {
        if (arguments is [PerfProcess.LauncherOption, string parent, string program, ..])
        {
            return PerfProcess.Launch(parent, program, arguments[3..]);
        }

        using Stream output = Console.OpenStandardOutput();
        Conversation conversation = new(output);
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
            using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Leaving.Now());
            using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Leaving.Now());
            conversation.Reply(HostFacts.Read());
            Converse(conversation);
            return 0;
        }
        catch (AgentException e)
        {
            conversation.Reply(e.ToReply(0));
            return 1;
        }
    }

    /// <summary>Started anew from /proc/self/exe the process would be called "exe" in ps and pgrep.</summary>
    private static unsafe void NameProcess()
    {
        fixed (byte* name = "udplab-agent\0"u8)
        {
            _ = Libc.ProcessControl(Abi.PR_SET_NAME, (nuint)name, 0, 0, 0);
        }
    }

    private static void Converse(Conversation conversation)
    {
        BlockingCollection<Request> requests = [];
        new Thread(() => ReadLines(conversation, requests), 256 * 1024) { IsBackground = true, Name = "stdin" }.Start();
        foreach (Request request in requests.GetConsumingEnumerable())
        {
            conversation.Handle(request);
        }
    }

    /// <summary>
    /// The dead man's switch: when stdin closes, the controller is gone, and with this process go its sockets, its BPF
    /// programs and every thread that sends - also when a command is being carried out.
    /// </summary>
    private static void ReadLines(Conversation conversation, BlockingCollection<Request> requests)
    {
        using StreamReader input = new(Console.OpenStandardInput());
        try
        {
            while (input.ReadLine() is string line)
            {
                if (conversation.Read(line) is { } request)
                {
                    requests.Add(request);
                }
            }
        }
        catch (IOException)
        {
            // A broken pipe is a closed one.
        }

        Leaving.Now();
    }
}
