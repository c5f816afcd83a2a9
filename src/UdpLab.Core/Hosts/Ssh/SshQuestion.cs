using System.Globalization;
using System.Text;
using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Runs a short command with a short answer on a host. SSH.NET itself would buffer any amount, and quote the command in a timeout error.</summary>
internal static class SshQuestion
{
    private const int Longest = 64 * 1024;

    /// <summary>Runs a command to its end; returns its stdout and stderr.</summary>
    /// <exception cref="LabException">It took too long or printed too much.</exception>
    public static (string Answer, string Complaint) Ask(SshClient client, string host, string command, TimeSpan patience)
    {
        SshCommand asked = client.CreateCommand(command, new UTF8Encoding(false));
        try
        {
            Task running = asked.ExecuteAsync();
            Task<string> answer = Task.Run(() => Read(asked.OutputStream)), complaint = Task.Run(() => Read(asked.ExtendedOutputStream));
            long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
            for (List<Task<string>> left = [answer, complaint]; left.Count > 0;)
            {
                int ended = Task.WaitAny([.. left], (int)Math.Clamp(end - Environment.TickCount64, 0, int.MaxValue));
                if (ended < 0)
                {
                    throw new LabException(
                        FailureCode.Connection,
                        string.Create(CultureInfo.InvariantCulture, $"{host}: its login shell did not answer within {patience.TotalSeconds:0.#} s. Something it runs at login (~/.bashrc, ~/.profile) is slow or waits for input; allow more time with -ConnectTimeout."),
                        "ConnectTimeout");
                }

                // At once: SSH.NET goes on buffering whatever comes.
                if (left[ended].Result.Length >= Longest)
                {
                    client.Disconnect();
                    throw new LabException(FailureCode.NotSupported, $"{host}: its login shell printed more than {Longest >> 10} kB where a few words were expected.", "HostName");
                }

                left.RemoveAt(ended);
            }

            return (answer.Result, complaint.Result);
        }
        finally
        {
            // If the shell hangs, closing waits for an answer that never comes.
            _ = Task.Run(asked.Dispose);
        }
    }

    private static string Read(Stream stream)
    {
        byte[] all = new byte[Longest];
        int length = 0;
        while (length < all.Length && stream.Read(all, length, all.Length - length) is > 0 and var read)
        {
            length += read;
        }

        return Encoding.UTF8.GetString(all, 0, length);
    }
}
