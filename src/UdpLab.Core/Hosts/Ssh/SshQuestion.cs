using System.Globalization;
using System.Text;
using Renci.SshNet;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A short command of a host and its short answer. The library would keep whatever comes, and quote the command when it takes too long.</summary>
internal static class SshQuestion
{
    private const int Longest = 64 * 1024;

    /// <summary>Runs a command to its end; gives what it says and what it complains.</summary>
    /// <exception cref="LabException">It took too long, or said too much.</exception>
    public static (string Answer, string Complaint) Ask(SshClient client, string host, string command, TimeSpan patience)
    {
        SshCommand asked = client.CreateCommand(command, new UTF8Encoding(false));
        try
        {
            Task running = asked.ExecuteAsync();
            Task<string> answer = Task.Run(() => Read(asked.OutputStream)), complaint = Task.Run(() => Read(asked.ExtendedOutputStream));
            if (!answer.Wait(patience) || !complaint.Wait(patience))
            {
                throw new LabException(
                    FailureCode.Connection,
                    string.Create(CultureInfo.InvariantCulture, $"{host}: its login shell gave no answer within {patience.TotalSeconds:0.#} s. Something that it runs at login (~/.bashrc, ~/.profile) is slow, or waits for input; -ConnectTimeout gives it longer."),
                    "ConnectTimeout");
            }

            return answer.Result.Length < Longest && complaint.Result.Length < Longest
                ? (answer.Result, complaint.Result)
                : throw new LabException(FailureCode.NotSupported, $"{host}: its login shell said more than {Longest >> 10} kB where a few words were due.", "HostName");
        }
        finally
        {
            // Of a shell that hangs, closing waits for an answer that does not come.
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
