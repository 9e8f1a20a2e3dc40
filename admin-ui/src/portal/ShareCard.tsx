import { DownloadOutlined, ShareAltOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, QRCode, Typography } from 'antd';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { download, pictureAt } from '../api/client';

interface Props {
  title: string;
  url: string;
  /** Short enough to be said aloud. */
  code: string;
  /** Where the platform draws the QR code; drawn here where there is none. */
  qrPath?: string;
  children?: ReactNode;
}

/** An address to hand on: to copy, to send, to print, to scan. */
export function ShareCard({ title, url, code, qrPath, children }: Props) {
  const { t } = useTranslation();
  const picture = useRef<HTMLDivElement>(null);
  const drawn = useQuery({ queryKey: ['qr', qrPath], queryFn: () => pictureAt(qrPath ?? ''), enabled: qrPath !== undefined, staleTime: Infinity });
  const save = () => {
    if (qrPath) {
      void download(`${qrPath}?size=1024`, 'image/png', `${code}.png`);
      return;
    }
    const canvas = picture.current?.querySelector('canvas');
    if (canvas) {
      const link = document.createElement('a');
      link.href = canvas.toDataURL('image/png');
      link.download = `${code}.png`;
      link.click();
    }
  };
  return (
    <div className="share-card">
      <div ref={picture} role="img" aria-label={t('portal.qr', { title })}>
        <div aria-hidden="true">
          {drawn.data
            ? <img className="qr" src={drawn.data} width={168} height={168} alt="" />
            : <QRCode value={url} type="canvas" size={168} color="#000000" bgColor="#ffffff" errorLevel="M" {...(drawn.isLoading ? { status: 'loading' as const } : {})} />}
        </div>
      </div>
      <div className="share-words">
        <strong>{title}</strong>
        <p className="share-code mono"><Typography.Text copyable={{ text: code }}>{code}</Typography.Text></p>
        <p><Typography.Text copyable={{ text: url }}>{url}</Typography.Text></p>
        <div className="page-actions">
          {'share' in navigator && <Button type="primary" icon={<ShareAltOutlined aria-hidden />} onClick={() => void navigator.share({ title, url }).catch(() => undefined)}>{t('portal.share')}</Button>}
          <Button icon={<DownloadOutlined aria-hidden />} onClick={save}>{t('portal.saveQr')}</Button>
        </div>
        {children}
      </div>
    </div>
  );
}
