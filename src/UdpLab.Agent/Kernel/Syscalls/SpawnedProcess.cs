using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// A child of the guest's first process (posix_spawn(3)). .NET's own Process would wait for its children by itself, but the
/// first process must wait for all, those of others too.
/// </summary>
internal sealed unsafe class SpawnedProcess
{
    private const int ActionsLength = 128;

    private SpawnedProcess(int id, Stream input, Stream output, Stream complaints) => (Id, Input, Output, Complaints) = (id, input, output, complaints);

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>Its stdin.</summary>
    public Stream Input { get; }

    /// <summary>Its stdout.</summary>
    public Stream Output { get; }

    /// <summary>Its stderr.</summary>
    public Stream Complaints { get; }

    /// <summary>Starts a program with pipes.</summary>
    /// <exception cref="AgentException">It cannot be started.</exception>
    public static SpawnedProcess Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        int* pipes = stackalloc int[6];
        for (int i = 0; i < 3; i++)
        {
            if (Libc.Pipe(pipes + (2 * i), Abi.O_CLOEXEC) != 0)
            {
                int errno = Errno.Last;
                for (int open = 0; open < 2 * i; open++)
                {
                    _ = Libc.Close(pipes[open]);
                }

                throw AgentException.FromErrno(errno, "Making a pipe failed");
            }
        }

        // The reading end of the first, and the writing ends of the others.
        int failure = Spawn(program, arguments, environment, [pipes[0], pipes[3], pipes[5]], out int id);
        _ = Libc.Close(pipes[0]);
        _ = Libc.Close(pipes[3]);
        _ = Libc.Close(pipes[5]);
        SpawnedProcess process = new(id, Open(pipes[1], FileAccess.Write), Open(pipes[2], FileAccess.Read), Open(pipes[4], FileAccess.Read));
        if (failure == 0)
        {
            return process;
        }

        process.Input.Dispose();
        process.Output.Dispose();
        process.Complaints.Dispose();
        throw AgentException.FromErrno(failure, $"Starting {program} failed", program);
    }

    /// <summary>A stream of a descriptor, which it owns.</summary>
    public static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: true), access, 0);

    private static int Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, ReadOnlySpan<int> standard, out int id)
    {
        byte* actions = stackalloc byte[ActionsLength];
        _ = Libc.SpawnActionsInit(actions);
        for (int i = 0; i < standard.Length; i++)
        {
            _ = Libc.SpawnActionsDuplicate(actions, standard[i], i);
        }

        byte** vector = Vector(arguments), variables = Vector(environment);
        int process = 0;
        int failure = Libc.Spawn(&process, program, actions, null, vector, variables);
        _ = Libc.SpawnActionsDestroy(actions);
        Free(vector);
        Free(variables);
        id = process;
        return failure;
    }

    private static byte** Vector(IReadOnlyList<string> texts)
    {
        byte** vector = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(texts[i]);
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(vector[i], bytes.Length));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (int i = 0; vector[i] is not null; i++)
        {
            NativeMemory.Free(vector[i]);
        }

        NativeMemory.Free(vector);
    }
}
